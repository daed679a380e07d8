import type { QuietHours } from '@anyuan/contracts/contact.ts';
import { addDays, instantOf, localDay, localMinute } from '../roster/local-time.ts';

/**
 * When an everyday notice may leave: now, or when the person's quiet hours end. Hours run over
 * midnight when the end comes first; equal ends mean no quiet hours at all.
 */
export function afterQuiet(now: number, quiet: QuietHours | null, timeZone: string): number {
  if (!quiet || quiet.fromMinute === quiet.toMinute) return now;
  const { fromMinute, toMinute } = quiet;
  const minute = localMinute(now, timeZone);
  const today = localDay(now, timeZone);
  const isOver = fromMinute > toMinute;
  const isQuiet = isOver
    ? minute >= fromMinute || minute < toMinute
    : minute >= fromMinute && minute < toMinute;
  if (!isQuiet) return now;
  const endsTomorrow = isOver && minute >= fromMinute;
  return instantOf(endsTomorrow ? addDays(today, 1) : today, toMinute, timeZone);
}
