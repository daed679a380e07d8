import type { CalendarDay } from '@anyuan/contracts/roster.ts';
import { addDays } from './local-time.ts';

interface NationalYear {
  year: number;
  /** First and last day off of each stretch. */
  off: readonly (readonly [name: string, from: string, to: string])[];
  /** Days off that are worked instead. Whether a school teaches on them, it decides itself. */
  worked: readonly string[];
}

/**
 * Holidays as the State Council announces them each autumn for the year after.
 * 2026: 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025. A year without a notice yet is not here.
 */
const nationalYears: readonly NationalYear[] = [
  {
    year: 2026,
    off: [
      ['元旦', '2026-01-01', '2026-01-03'],
      ['春节', '2026-02-15', '2026-02-23'],
      ['清明节', '2026-04-04', '2026-04-06'],
      ['劳动节', '2026-05-01', '2026-05-05'],
      ['端午节', '2026-06-19', '2026-06-21'],
      ['中秋节', '2026-09-25', '2026-09-27'],
      ['国庆节', '2026-10-01', '2026-10-07'],
    ],
    worked: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];

/** Years whose arrangement is known, newest last. */
export const knownYears: readonly number[] = nationalYears.map((y) => y.year);

/** Every day of a year that is not what its weekday says, by day; empty for a year that is not known. */
export function nationalDays(year: number): CalendarDay[] {
  const known = nationalYears.find((y) => y.year === year);
  if (!known) return [];
  const off = known.off.flatMap(([name, from, to]) => {
    const days: CalendarDay[] = [];
    for (let day = from; day <= to; day = addDays(day, 1))
      days.push({ day, kind: 'holiday', name });
    return days;
  });
  const worked = known.worked.map((day) => ({ day, kind: 'makeUpDay' as const, name: '调休上课' }));
  return [...off, ...worked].sort((a, b) => a.day.localeCompare(b.day));
}
