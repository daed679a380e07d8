/** The only way to ask for the time or to be woken: tests put a clock under their control here. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `run` once when the clock reaches `atMs` (at once, asynchronously, when already past). */
  setTimer(atMs: number, run: () => void): { cancel(): void };
}
