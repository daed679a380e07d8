/** Samples that were captured but not looked at for this long: the detector is stuck. */
export const stalledAfterSec = 10;
/** Wall clock against monotonic clock, between two looks. */
export const clockJumpMs = 5_000;

export interface WatchdogMarks {
  wallMs: number;
  monotonicMs: number;
}

/** By how much the wall clock was set since the last look, ms; 0 when it just ran. */
export function clockJump(before: WatchdogMarks, now: WatchdogMarks): number {
  const jump = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  return Math.abs(jump) > clockJumpMs ? Math.round(jump) : 0;
}

/** Are captured samples waiting for longer than the detector may take? */
export function detectorStalled(capturedSample: number, lookedAtSample: number): boolean {
  return capturedSample - lookedAtSample > stalledAfterSec * 16_000;
}
