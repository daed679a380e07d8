import type { FiguresReply } from '@anyuan/contracts/figures.ts';
import type { figureTables } from '@anyuan/contracts/routes/figures.ts';
import { shareOf } from '@anyuan/core/reports/figures.ts';

type Locale = 'zh' | 'en';
type Cell = string | number | null;

const heads: Record<(typeof figureTables)[number], Record<Locale, string[]>> = {
  figures: {
    zh: ['指标', '分子', '分母', '百分比', '单独计', '起', '止', '口径', '截至', '数据来源'],
    en: [
      ...['Figure', 'Numerator', 'Denominator', 'Percent', 'Apart', 'From', 'To', 'Formula'],
      ...['As of', 'Filled by'],
    ],
  },
  schools: {
    zh: ['学校', '派出所', '报警', '应到场', '60 秒内到场', '上期报警', '终端', '在线', '空岗'],
    en: [
      ...['School', 'Station', 'Alarms', 'Due', 'Within 60 s', 'Alarms before', 'Terminals'],
      ...['On line', 'Posts empty'],
    ],
  },
  days: {
    zh: ['日期', '报警', '应到场', '60 秒内到场'],
    en: ['Day', 'Alarms', 'Due', 'Within 60 s'],
  },
};

/** Of figures without a record yet the numbers stay empty: a spreadsheet must not add up what nobody counted. */
function rowsOf(reply: FiguresReply, table: keyof typeof heads, locale: Locale): Cell[][] {
  if (table === 'days') return reply.trend.map((d) => [d.day, d.raised, d.due, d.inMinute]);
  if (table === 'schools') {
    return reply.schools.map((s) => [
      ...[s.name, s.stationName, s.raised, s.due, s.inMinute, s.before.raised],
      ...[s.terminals, s.online, s.gaps],
    ]);
  }
  const asOf = new Date(reply.asOf).toISOString();
  return reply.figures.map((f) => {
    const share = shareOf(f);
    const percent = share === null ? '—' : Math.round(share * 1000) / 10;
    const days = f.days ?? { from: null, to: null };
    return [
      ...[f.name[locale], f.numerator, f.denominator, percent, f.apart, days.from, days.to],
      ...[f.formula[locale], asOf, f.filledBy?.[locale] ?? null],
    ];
  });
}

/** A text that begins like a formula is kept from being one in a spreadsheet. */
function cell(value: Cell): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : `${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** UTF-8 with a byte order mark: without it a spreadsheet reads Chinese as noise. */
export function csvOf(reply: FiguresReply, table: keyof typeof heads, locale: Locale): string {
  const lines = [heads[table][locale], ...rowsOf(reply, table, locale)];
  return `\ufeff${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
}
