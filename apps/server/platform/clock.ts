import type { Clock } from '@anyuan/contracts/clock.ts';

const longestTimeoutMs = 2 ** 31 - 1;

export interface SteadyClock extends Clock {
  /** How far the machine's clock is from this one, ms. Beyond a second somebody has set it. */
  driftMs(): number;
  /** Takes over the machine's clock. Only while no alarm runs: the time line of one must not jump. */
  adopt(): void;
}

export interface TimeSource {
  wallMs(): number;
  monotonicMs(): number;
}

const machine: TimeSource = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };

/**
 * A clock that goes on steadily when the machine's is set an hour forward or back: a running alarm
 * neither climbs through all its tiers at once nor falls silent for an hour. Small corrections
 * (NTP) are followed by `adopt` between alarms.
 */
export function makeSteadyClock(source: TimeSource = machine): SteadyClock {
  let offsetMs = source.wallMs() - source.monotonicMs();
  const now = () => Math.round(source.monotonicMs() + offsetMs);
  return {
    now,
    driftMs: () => source.wallMs() - now(),
    adopt() {
      offsetMs = source.wallMs() - source.monotonicMs();
    },
    setTimer(atMs, run) {
      let handle: NodeJS.Timeout;
      const arm = () => {
        const waitMs = atMs - now();
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
