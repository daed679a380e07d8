import type { UpLeaf } from '@anyuan/contracts/topics.ts';

/** Small messages (arrivals, records) in order, kept in memory until the broker has them. */
export interface Outbox {
  /** `make` runs when the message really goes out, so that its `sentAt` is fresh. */
  put(leaf: UpLeaf, make: () => object): void;
  /** Sends what is waiting: after a reconnect. */
  flush(): void;
  waiting(): number;
}

/** A terminal that was off line for a month must not fill its memory with old records. */
const mostWaiting = 200;

export function makeOutbox(publish: (leaf: UpLeaf, payload: object) => Promise<void>): Outbox {
  const queue: { leaf: UpLeaf; make: () => object }[] = [];
  let sending = false;
  let askedAgain = false;

  async function work(): Promise<void> {
    if (sending) {
      // A connection that comes while a message is failing must not be missed.
      askedAgain = true;
      return;
    }
    sending = true;
    askedAgain = false;
    try {
      for (let next = queue[0]; next !== undefined; next = queue[0]) {
        await publish(next.leaf, next.make());
        if (queue[0] === next) queue.shift();
      }
    } catch {
      // Not connected: the next connection flushes again.
    } finally {
      sending = false;
    }
    if (askedAgain && queue.length > 0) await work();
  }

  return {
    put(leaf, make) {
      queue.push({ leaf, make });
      if (queue.length > mostWaiting) queue.shift();
      void work();
    },
    flush: () => void work(),
    waiting: () => queue.length,
  };
}
