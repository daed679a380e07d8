import { type CalendarDay, type DayKind, dayKinds } from '@anyuan/contracts/roster.ts';
import { weekdayOf } from './local-time.ts';

/** Days that are not what their weekday says, by day. */
export type Calendar = ReadonlyMap<string, DayKind>;

/** The calendar's word, else Monday to Friday is a school day. */
export function dayKindOf(day: string, calendar: Calendar): DayKind {
  return calendar.get(day) ?? (weekdayOf(day) <= 5 ? 'schoolDay' : 'weekend');
}

/** Several calendars, the nearest organisation first: the first that names a day decides. */
export function mergeCalendars(nearestFirst: readonly (readonly CalendarDay[])[]): Calendar {
  const merged = new Map<string, DayKind>();
  for (const days of nearestFirst) {
    for (const { day, kind } of days) if (!merged.has(day)) merged.set(day, kind);
  }
  return merged;
}

const kindWords: Record<string, DayKind> = {
  上课: 'schoolDay',
  教学日: 'schoolDay',
  周末: 'weekend',
  休息: 'weekend',
  放假: 'holiday',
  假日: 'holiday',
  节假日: 'holiday',
  调休: 'makeUpDay',
  补课: 'makeUpDay',
  调休上课: 'makeUpDay',
};

export type TableResult =
  | { ok: true; days: CalendarDay[] }
  | { ok: false; line: number; text: string };

/**
 * A small table as people paste it: one day per line, "2026-10-01,放假,国庆节", separated by comma,
 * tab or spaces; empty lines and a heading are passed over. The first bad line is named.
 */
export function parseCalendarTable(table: string): TableResult {
  const days = new Map<string, CalendarDay>();
  for (const [index, raw] of table.split(/\r?\n/).entries()) {
    const text = raw.replace(/^\ufeff/, '').trim();
    if (text === '' || (index === 0 && !/\d/.test(text))) continue;
    const [day = '', word = '', name = ''] = text.split(/[,，\t]|\s+/).map((cell) => cell.trim());
    const kind = dayKinds.find((k) => k === word) ?? kindWords[word];
    if (!isDay(day) || !kind) return { ok: false, line: index + 1, text: text.slice(0, 60) };
    days.set(day, { day, kind, name: name.slice(0, 60) });
  }
  return { ok: true, days: [...days.values()] };
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(at || 0).toISOString().startsWith(text);
}
