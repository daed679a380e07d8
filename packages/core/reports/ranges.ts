import type { FigureRange } from '@anyuan/contracts/figure-lists.ts';
import { addDays, daysBetween } from '../roster/local-time.ts';

export interface DayRange {
  /** First and last day, both counted. */
  from: string;
  to: string;
}

/**
 * First day of the school term that a day belongs to: 1 September or 1 February. Holidays count to the term before them,
 * so that no day belongs to none.
 */
export function termStart(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  if (month >= 9) return `${year}-09-01`;
  return month === 1 ? `${year - 1}-09-01` : `${year}-02-01`;
}

/** The days asked for, ending today, and as many days just before them to compare with. */
export function daysOf(range: FigureRange, today: string): DayRange & { before: DayRange } {
  const from = firstDay(range, today);
  const length = daysBetween(from, today) + 1;
  return { from, to: today, before: { from: addDays(from, -length), to: addDays(from, -1) } };
}

function firstDay(range: FigureRange, today: string): string {
  switch (range) {
    case 'today':
      return today;
    case 'week':
      return addDays(today, -6);
    case 'month':
      return addDays(today, -29);
    case 'term':
      return termStart(today);
  }
}

/** Instants at which a calendar month begins are asked for by its first day. */
export function monthStart(day: string): string {
  return `${day.slice(0, 7)}-01`;
}
