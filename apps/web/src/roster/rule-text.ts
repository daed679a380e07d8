/** The common rules as choices; everything else stays the text it is. */
export type RepeatKind = 'daily' | 'weekly' | 'otherWeek' | 'monthly' | 'own';

export interface Repeat {
  kind: RepeatKind;
  /** ISO weekdays 1 .. 7, for weeks. */
  weekdays: number[];
  /** 1 .. 31, for months. */
  monthDay: number;
  text: string;
}

const names = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export function ruleOf({ kind, weekdays, monthDay, text }: Repeat): string {
  const days = [...weekdays].sort((a, b) => a - b).map((d) => names[d - 1] ?? 'MO');
  switch (kind) {
    case 'daily':
      return 'FREQ=DAILY';
    case 'weekly':
      return `FREQ=WEEKLY;BYDAY=${days.join(',')}`;
    case 'otherWeek':
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${days.join(',')}`;
    case 'monthly':
      return `FREQ=MONTHLY;BYMONTHDAY=${monthDay}`;
    case 'own':
      return text.trim();
  }
}

export function repeatOf(rule: string): Repeat {
  const plain = { weekdays: [1, 2, 3, 4, 5], monthDay: 1, text: rule };
  const week = /^FREQ=WEEKLY;(INTERVAL=2;)?BYDAY=([A-Z,]+)$/.exec(rule);
  if (week) {
    const weekdays = (week[2] ?? '').split(',').map((name) => names.indexOf(name) + 1);
    return { ...plain, kind: week[1] ? 'otherWeek' : 'weekly', weekdays };
  }
  const month = /^FREQ=MONTHLY;BYMONTHDAY=(\d+)$/.exec(rule);
  if (month) return { ...plain, kind: 'monthly', monthDay: Number(month[1]) };
  return { ...plain, kind: rule === 'FREQ=DAILY' ? 'daily' : 'own' };
}

/** "07:30" of a minute of the day; 1440 is "24:00". */
export function minuteText(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

export function minuteOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}

/** A duty to midnight ends the day it began. */
export const endOf = (time: string): string => (time === '00:00' ? '24:00' : time);
