import type { DetectionKind } from '@anyuan/contracts/detection.ts';
import type { PointState } from '@anyuan/contracts/drill.ts';
import { localDay } from '../roster/local-time.ts';

/** An armed window at a terminal. Times are epoch ms of the server. */
export interface ArmedWindow {
  armedAt: number;
  untilAt: number;
  /** The press that took it; that one again is the same press. */
  detectionId: string | null;
}

/**
 * Is this detection the test that was announced for the terminal? Only a button, only the first press, only one that began inside
 * the window: a press that was kept off line from before it is real. In doubt it is real.
 */
export function isTestPress(
  window: ArmedWindow | undefined,
  press: { id: string; kind: DetectionKind; beganAt: number },
): boolean {
  if (!window || press.kind !== 'button') return false;
  if (window.detectionId !== null) return window.detectionId === press.id;
  return press.beganAt >= window.armedAt && press.beganAt <= window.untilAt;
}

/** Months since year 0 on the calendar of that zone. */
function monthOf(atMs: number, timeZone: string): number {
  const [year, month] = localDay(atMs, timeZone).split('-').map(Number);
  return (year ?? 0) * 12 + (month ?? 0);
}

/** Monthly by the calendar (domain.md O15): done this month, due, or overdue because last month has none either. */
export function pointState(at: {
  now: number;
  timeZone: string;
  lastPassedAt: number | null;
}): PointState {
  if (at.lastPassedAt === null) return 'overdue';
  const months = monthOf(at.now, at.timeZone) - monthOf(at.lastPassedAt, at.timeZone);
  if (months <= 0) return 'done';
  return months === 1 ? 'due' : 'overdue';
}
