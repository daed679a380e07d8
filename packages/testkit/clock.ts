import type { Clock } from '@anyuan/contracts/clock.ts';

/** A clock that stands still until a test moves it. */
export type TestClock = Clock & {
  /** Moves time on, running due timers in order at their own times; waits for what they started to settle. */
  advance(ms: number): Promise<void>;
  /** Moves time without running timers: a machine that slept, or an administrator who set the clock. */
  jump(ms: number): void;
  /** Times of the timers that wait, earliest first. */
  pending(): number[];
};

type Timer = { atMs: number; order: number; run: () => void };

export function makeTestClock(startMs: number): TestClock {
  let nowMs = startMs;
  let order = 0;
  const timers = new Set<Timer>();

  const sorted = (): Timer[] => [...timers].sort((a, b) => a.atMs - b.atMs || a.order - b.order);

  return {
    now: () => nowMs,
    setTimer(atMs, run) {
      const timer = { atMs, order: order++, run };
      timers.add(timer);
      // Of the past: at once, as the machine's clock does it.
      if (atMs <= nowMs) setImmediate(() => timers.delete(timer) && run());
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        await settle();
        const next = sorted()[0];
        if (next === undefined || next.atMs > endMs) break;
        timers.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
      nowMs = Math.max(nowMs, endMs);
      await settle();
    },
    jump(ms) {
      nowMs += ms;
    },
    pending: () => sorted().map((timer) => timer.atMs),
  };
}

/**
 * Lets promises and immediates run dry. Work that waits for a socket (a query) is not done after this: whoever
 * starts it from a timer must offer something to await.
 */
export async function settle(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
