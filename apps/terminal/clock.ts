import type { Clock } from '@anyuan/contracts/clock.ts';

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, run) {
    const timer = setTimeout(run, Math.min(2 ** 31 - 1, Math.max(0, atMs - Date.now())));
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A shorter interval counts after this at the latest, ms. */
const lookAgainMs = 5_000;

/**
 * Runs `run` every `everyMs` until cancelled. The next turn is counted from the end of the last,
 * so that a slow turn never piles up; an interval that was shortened meanwhile does not run out first.
 */
export function every(clock: Clock, everyMs: () => number, run: () => void): { cancel(): void } {
  let timer: { cancel(): void } | undefined;
  const turn = (waitedMs: number) => {
    const stepMs = Math.max(0, Math.min(everyMs() - waitedMs, lookAgainMs));
    timer = clock.setTimer(clock.now() + stepMs, () => {
      if (waitedMs + stepMs < everyMs()) return turn(waitedMs + stepMs);
      run();
      if (timer !== undefined) turn(0);
    });
  };
  turn(0);
  return {
    cancel: () => {
      timer?.cancel();
      timer = undefined;
    },
  };
}

/** Waits by a clock. */
export function waitUntil(clock: Clock, atMs: number): Promise<void> {
  return new Promise((resolve) => void clock.setTimer(atMs, resolve));
}
