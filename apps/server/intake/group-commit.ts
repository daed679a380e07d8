/** Collects what arrives while a commit is on its way to disk, and commits it together. */
export interface GroupCommit<T, R> {
  /** Resolves with the result of this item once its batch is committed. */
  submit(item: T): Promise<R>;
  /** Items not yet committed. */
  waiting(): number;
}

interface Waiting<T, R> {
  item: T;
  resolve(result: R): void;
  reject(error: unknown): void;
}

/**
 * One batch at a time: a single item goes at once, a flood goes in large batches, so the wait is at
 * most one commit on top of the own one. `commit` must answer in the order of its items.
 */
export function makeGroupCommit<T, R>(options: {
  maxBatch: number;
  commit(items: readonly T[]): Promise<readonly R[]>;
}): GroupCommit<T, R> {
  let queue: Waiting<T, R>[] = [];
  let running = false;

  const run = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, options.maxBatch);
      queue = queue.slice(options.maxBatch);
      try {
        const results = await options.commit(batch.map((w) => w.item));
        batch.forEach((w, i) => void w.resolve(results[i] as R));
      } catch (error) {
        for (const w of batch) w.reject(error);
      }
    }
    running = false;
  };

  return {
    waiting: () => queue.length,
    submit(item) {
      return new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (running) return;
        running = true;
        // At once, in this very turn; what comes in the meantime goes together in the next batch.
        void run();
      });
    },
  };
}
