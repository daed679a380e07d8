import type { DrillSchedule } from '@anyuan/contracts/drill.ts';
import { addDays, instantOf, localDay, weekdayOf } from '../roster/local-time.ts';

/** A month has at most 31 days, and the first of them may be just over. */
const daysAhead = 32;

/** Next time after `afterMs` at which a drill is held, epoch ms; null when there is none. */
export function nextHolding(
  schedule: DrillSchedule,
  afterMs: number,
  timeZone: string,
): number | null {
  if (schedule.every === 'once') return schedule.atMs > afterMs ? schedule.atMs : null;
  let day = localDay(afterMs, timeZone);
  for (let i = 0; i <= daysAhead; i += 1) {
    const atMs = instantOf(day, schedule.minute, timeZone);
    if (atMs > afterMs && isOn(schedule, day)) return atMs;
    day = addDays(day, 1);
  }
  return null;
}

function isOn(schedule: Exclude<DrillSchedule, { every: 'once' }>, day: string): boolean {
  if (schedule.every === 'week') return weekdayOf(day) === schedule.day;
  return Number(day.slice(-2)) === schedule.day;
}
