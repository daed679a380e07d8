import type { WallPanel } from '@anyuan/contracts/figure-lists.ts';
import type { Figure, FiguresReply } from '@anyuan/contracts/figures.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { addressOf } from '../records/search.ts';

/** What stands behind a number of the wall: how it is counted, of when, and where its records are. */
export interface FigureNote {
  key: string;
  name: string;
  /** Numerator and denominator; null for a chart or a list, whose numbers show. */
  counts: string | null;
  formula: string;
  /** The days it is about; null: as things stand now. */
  days: { from: string; to: string } | null;
  /** Null only as long as nothing is recorded: then `filledBy` says what will be. */
  records: string | null;
  filledBy: string | null;
}

const lastDays = { today: 1, week: 7, month: 30 } as const;

/** The alarms that were counted: of this organisation (or one below it), these days, this nature. */
export function alarmsBehind(reply: FiguresReply, organisationId?: string): string {
  const { range, days, alarmKind, organisation } = reply;
  const time: RecordFilter =
    range === 'term'
      ? { fromAt: Date.parse(`${days.from}T00:00:00`) }
      : { lastDays: lastDays[range] };
  const filter = { ...time, alarmKind, organisationId: organisationId ?? organisation.id };
  return `/records${addressOf({ subject: 'alarms', filter })}`;
}

/** Of alarms the catalogue names the page alone: which of them, the wall knows. */
const recordsOf = (figure: Figure, reply: FiguresReply) =>
  figure.records === '/records' ? alarmsBehind(reply) : figure.records;

export function noteOf(figure: Figure, reply: FiguresReply, locale: 'zh' | 'en'): FigureNote {
  const { key, numerator, denominator, days, filledBy } = figure;
  return {
    key,
    name: figure.name[locale],
    counts: `${numerator ?? '—'} / ${denominator ?? '—'}`,
    formula: figure.formula[locale],
    days,
    records: recordsOf(figure, reply),
    filledBy: filledBy?.[locale] ?? null,
  };
}

/** Panels with numbers that are no quotient of the catalogue: how those are counted. */
type Counted = 'minute' | 'hours' | 'trend' | 'ranking';
const formulas: Record<Counted, Record<'zh' | 'en', readonly [name: string, formula: string]>> = {
  minute: {
    zh: [
      '到场用时',
      '从声音响起或按下按钮，到有人到场的秒数；只计已有人到场的报警。中位、九成和最长取自同一批报警，柱图按用时分段计数。',
    ],
    en: [
      'Time to arrival',
      'Seconds from the sound or the press until somebody was there; only of alarms somebody reached. Median, nine of ten, longest and the bars are of the same alarms.',
    ],
  },
  hours: {
    zh: ['报警时段与类型', '所选日期内的报警，按开始的钟点（本地时间）和触发类型计数。'],
    en: ['Alarms by hour and kind', 'Alarms of these days by local hour they began and by cause.'],
  },
  trend: {
    zh: ['每日报警', '所选日期内每天开始的报警起数，没有报警的日子为 0。'],
    en: ['Alarms a day', 'Alarms that began on each of these days; 0 on days without any.'],
  },
  ranking: {
    zh: [
      '学校对比',
      '各校一分钟到场率，由高到低；没有应到场报警的学校不列入。箭头与同样长的上一段时间相比。',
    ],
    en: [
      'Schools compared',
      'Share reached within a minute, highest first; without such an alarm not listed. Arrows: against the equally long time before.',
    ],
  },
};

const isCounted = (panel: WallPanel): panel is Counted => panel in formulas;

/** Everything that a panel shows, accounted for. */
export function notesOf(
  panel: WallPanel,
  of: { figures: readonly Figure[]; reply: FiguresReply; locale: 'zh' | 'en' },
): FigureNote[] {
  const { figures, reply, locale } = of;
  const notes = figures.map((figure) => noteOf(figure, reply, locale));
  if (!isCounted(panel)) return notes;
  const [name, formula] = formulas[panel][locale];
  const [days, records] = [reply.days, alarmsBehind(reply)];
  const own = { key: `panel-${panel}`, name, counts: null, formula, days, records, filledBy: null };
  return [...notes, own];
}
