import type { ReportKind } from '@anyuan/contracts/report-lists.ts';
import { addDays, daysBetween, weekdayOf } from '../roster/local-time.ts';
import { type DayRange, monthStart, termStart } from './ranges.ts';

export interface Term {
  name: string;
  fromDay: string;
  toDay: string;
}

/** The term that holds a day; null in the holidays, or where none is set. */
export function termOf(day: string, terms: readonly Term[]): Term | null {
  return terms.find((t) => t.fromDay <= day && day <= t.toDay) ?? null;
}

const nextMonth = (day: string): string => monthStart(addDays(monthStart(day), 31));

function wholeStretch(kind: ReportKind, day: string, terms: readonly Term[]): DayRange {
  switch (kind) {
    case 'day':
      return { from: day, to: day };
    case 'week': {
      const from = addDays(day, 1 - weekdayOf(day));
      return { from, to: addDays(from, 6) };
    }
    case 'month':
      return { from: monthStart(day), to: addDays(nextMonth(day), -1) };
    case 'term': {
      const set = termOf(day, terms);
      if (set) return { from: set.fromDay, to: set.toDay };
      const from = termStart(day);
      // From 1 September to the end of January, from 1 February to the end of August.
      const ends =
        from.slice(5, 7) === '09'
          ? `${Number(from.slice(0, 4)) + 1}-02-01`
          : `${from.slice(0, 4)}-09-01`;
      return { from, to: addDays(ends, -1) };
    }
  }
}

/**
 * The days of a report: the calendar stretch that holds a day, not beyond today, and as many days just before to compare with.
 * Weeks begin on Monday.
 */
export function periodOf(asked: {
  kind: ReportKind;
  day: string;
  today: string;
  terms: readonly Term[];
}): DayRange & { before: DayRange } {
  const { kind, today, terms } = asked;
  const day = asked.day > today ? today : asked.day;
  const { from, to: end } = wholeStretch(kind, day, terms);
  const to = end > today ? today : end;
  const length = daysBetween(from, to) + 1;
  return { from, to, before: { from: addDays(from, -length), to: addDays(from, -1) } };
}
