import type { Db } from '../platform/db.ts';
import * as store from './store.ts';

/** Longest that a message which left waits for others before it is written. */
const gatherMs = 15;

interface Waiting {
  sent: store.SentMessage;
  done(): void;
  fail(error: unknown): void;
}

/**
 * Writes what left a channel, one statement for what left at about the same time: the calls of one
 * alarm are hundreds, and a commit for each would hold up the last of them.
 * `onTheWay` is how many sends are not yet written; with nobody else to wait for it is written at once.
 */
export function makeSentBook(db: Db, onTheWay: () => number) {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const write = async () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    try {
      await store.markSent(
        db.query,
        batch.map((w) => w.sent),
      );
      for (const w of batch) w.done();
    } catch (error) {
      if (batch.length === 1) batch[0]?.fail(error);
      // What cannot be written holds up no other.
      else for (const w of batch) store.markSent(db.query, [w.sent]).then(w.done, w.fail);
    }
  };

  return {
    /** Resolves when it is committed. */
    add(sent: store.SentMessage): Promise<void> {
      return new Promise((done, fail) => {
        waiting.push({ sent, done, fail });
        if (waiting.length >= onTheWay()) void write();
        else timer ??= setTimeout(write, gatherMs);
      });
    },
  };
}
