import { execFile } from 'node:child_process';
import { findCommand } from './commands.ts';

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

/** Tells systemd that we are up (`READY=1`) or alive (`WATCHDOG=1`), when it asked to be told. */
export function notifySystemd(message: string): void {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  const command = findCommand('systemd-notify');
  if (command !== null) execFile(command, [message], () => undefined);
}
