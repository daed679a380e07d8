import { addDays, dayToMs, weekdayOf } from '@anyuan/core/roster/local-time.ts';
import type { Locale } from '../platform/locale.ts';

export interface Week<T> {
  monday: string;
  /** `later` goes by its days. */
  which: 'this' | 'next' | 'later';
  items: T[];
}

const mondayOf = (day: string) => addDays(day, 1 - weekdayOf(day));

/** By weeks from Monday on, in the order given. What began in an earlier week and still lasts belongs to this one. */
export function weeksOf<T extends { day: string }>(items: readonly T[], today: string): Week<T>[] {
  const [thisMonday, nextMonday] = [mondayOf(today), addDays(mondayOf(today), 7)];
  const weeks = Map.groupBy(items, ({ day }) => {
    const monday = mondayOf(day);
    return monday < thisMonday ? thisMonday : monday;
  });
  return [...weeks].map(([monday, own]) => ({
    monday,
    which: monday === thisMonday ? 'this' : monday === nextMonday ? 'next' : 'later',
    items: own,
  }));
}

/** "10月5日 – 10月11日", "5 Oct – 11 Oct". */
export function weekText(monday: string, locale: Locale): string {
  const language = locale === 'zh' ? 'zh-CN' : 'en-GB';
  const format = new Intl.DateTimeFormat(language, {
    ...{ timeZone: 'UTC', day: 'numeric', month: locale === 'zh' ? 'long' : 'short' },
  });
  return [monday, addDays(monday, 6)].map((day) => format.format(dayToMs(day))).join(' – ');
}
