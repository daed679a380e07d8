import type { Clock } from '@anyuan/contracts/clock.ts';
import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { TerminalLink } from './terminal-link.ts';

export interface Health {
  /** The chain can take an alarm: database answers, terminals can reach us. */
  ready: boolean;
  database: boolean;
  /** Detections are being committed; false while they wait, for example for a full disk. */
  intake: boolean;
  broker: boolean;
  /** Invented data: the sign-in page may show the demonstration accounts. */
  demonstration: boolean;
}

const askMs = 2000;

/** Asks at most once a second, however often it is asked. */
export function makeHealth(options: {
  db: Db;
  clock: Clock;
  /** Null where this instance has nothing to do with terminals. */
  link: TerminalLink | null;
  /** The last try to commit detections failed. */
  failing(): boolean;
}): () => Promise<Health> {
  const { db, clock, link } = options;
  let known: { at: number; answer: Promise<Health> } | null = null;

  const ask = async (): Promise<Health> => {
    const [database, demonstration] = await Promise.race([
      askDatabase(db),
      new Promise<[boolean, boolean]>((resolve) =>
        setTimeout(() => resolve([false, false]), askMs).unref(),
      ),
    ]);
    const broker = link?.connected() ?? true;
    const intake = !options.failing();
    return { ready: database && intake && broker, database, intake, broker, demonstration };
  };

  return () => {
    const at = clock.now();
    if (!known || at - known.at >= 1000) {
      const asked = { at, answer: ask() };
      known = asked;
      // A "no" is asked again at once: who waits for readiness should not wait for the cache.
      void asked.answer.then(({ ready }) => {
        if (!ready && known === asked) known = null;
      });
    }
    return known.answer;
  };
}

async function askDatabase(db: Db): Promise<[boolean, boolean]> {
  try {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from installation where key = 'demonstration'`.execute(db.query);
    return [true, (rows[0]?.n ?? 0) > 0];
  } catch {
    return [false, false];
  }
}
