import type { Clock } from '@anyuan/contracts/clock.ts';

const longestTimeoutMs = 2 ** 31 - 1;

/** The machine's clock. Timers further away than setTimeout can count are cut into pieces. */
export function makeSystemClock(): Clock {
  return {
    now: () => Date.now(),
    setTimer(atMs, run) {
      let handle: NodeJS.Timeout;
      const arm = () => {
        const waitMs = atMs - Date.now();
        handle =
          waitMs > longestTimeoutMs
            ? setTimeout(arm, longestTimeoutMs)
            : setTimeout(run, Math.max(0, waitMs));
      };
      arm();
      return { cancel: () => clearTimeout(handle) };
    },
  };
}
