import type { CalendarDay, DayKind } from '@anyuan/contracts/roster.ts';
import type { Locale } from '../platform/locale.ts';

/** Words that the server reads as well as the codes. */
const zh: Record<DayKind, string> = {
  schoolDay: '上课',
  weekend: '周末',
  holiday: '放假',
  makeUpDay: '调休上课',
};

/** Days as the text that people edit, one a line. */
export function tableOf(days: readonly CalendarDay[], locale: Locale): string {
  return days.map((d) => `${d.day},${locale === 'zh' ? zh[d.kind] : d.kind},${d.name}`).join('\n');
}

/** Adds lines for the days that the text does not name yet: what somebody typed is never overwritten. */
export function withDays(table: string, days: readonly CalendarDay[], locale: Locale): string {
  const fresh = days.filter((d) => !table.includes(d.day));
  const lines = [...table.split('\n').filter((line) => line.trim() !== ''), tableOf(fresh, locale)];
  return lines
    .join('\n')
    .split('\n')
    .filter((line) => line !== '')
    .sort()
    .join('\n');
}

/** The text of a file: UTF-8, else as Excel writes CSV in China. */
export async function textOf(file: Blob): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** Days one after the other that say the same, as one line. */
export interface Stretch<D> {
  from: string;
  to: string;
  first: D;
}

const dayMs = 86_400_000;

export function stretchesOf<D extends CalendarDay & { organisationName: string }>(
  days: readonly D[],
): Stretch<D>[] {
  const found: Stretch<D>[] = [];
  for (const d of days) {
    const last = found.at(-1);
    const isSame =
      last?.first.kind === d.kind &&
      last.first.name === d.name &&
      last.first.organisationName === d.organisationName &&
      Date.parse(d.day) - Date.parse(last.to) === dayMs;
    if (last && isSame) last.to = d.day;
    else found.push({ from: d.day, to: d.day, first: d });
  }
  return found;
}

/** Days that a text names. */
export const daysNamed = (table: string): string[] => table.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
