import type { RequiredPost } from '@anyuan/contracts/roster.ts';
import { type Calendar, dayKindOf } from '../roster/calendar.ts';
import { addDays } from '../roster/local-time.ts';

/**
 * Posts that must be filled at this minute of this day on the wall of the organisation. A window past midnight belongs to
 * the day on which it began.
 */
export function postsRequired(
  required: readonly RequiredPost[],
  at: { day: string; minute: number },
  calendar: Calendar,
): Set<RequiredPost['post']> {
  const today = dayKindOf(at.day, calendar);
  const yesterday = dayKindOf(addDays(at.day, -1), calendar);
  const holds = ({ fromMinute, toMinute, on }: RequiredPost) => {
    if (toMinute > fromMinute) {
      return on.includes(today) && fromMinute <= at.minute && at.minute < toMinute;
    }
    const sinceToday = on.includes(today) && at.minute >= fromMinute;
    return sinceToday || (on.includes(yesterday) && at.minute < toMinute);
  };
  return new Set(required.filter(holds).map((r) => r.post));
}
