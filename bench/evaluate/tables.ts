import type { Confusion, EventFigures, FreeFigures, Scoreboard } from './figures.ts';
import { coveredEvents, type EventName, eventNames } from './labels.ts';
import type { Rate, Share } from './statistics.ts';

/** Names that a reader knows. */
export const zhOfEvent: Record<EventName, string> = {
  scream: '尖叫',
  cry: '哭声',
  shout: '喊叫',
  bang: '爆响',
  glass: '玻璃',
  phrase: '呼救语',
};

export type Row = readonly string[];

/** A Markdown table whose columns also line up in a terminal; Chinese signs are two wide. */
export function markdownTable([head = [], ...body]: readonly Row[]): string {
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((row) => width(row[i] ?? ''))));
  const line = (row: Row) =>
    `| ${widths.map((w, i) => (row[i] ?? '') + ' '.repeat(w - width(row[i] ?? ''))).join(' | ')} |`;
  const rule = `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`;
  return [line(head), rule, ...body.map(line)].join('\n');
}

const width = (text: string): number =>
  [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1), 0);

const fixed = (value: number | null | undefined, digits: number) =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

export function shareText({ value, interval }: Share): string {
  if (value === null || interval === null) return '–';
  return `${value.toFixed(2)} (${interval[0].toFixed(2)}–${interval[1].toFixed(2)})`;
}

/** Short rates keep a digit that says something. */
export function rateText({ perHour, interval, count }: Rate): string {
  if (perHour === null || interval === null) return '–';
  const [low, high] = interval.map((x) => x.toFixed(x < 10 ? 1 : 0));
  return `${perHour.toFixed(1)} (${low}–${high}; ${count})`;
}

/** Nothing answers this event today: not tried, which is not 0 %. */
export const noBranch = '—, no branch yet';

/** Negatives without what sounds like a phrase. */
const apartName = '除近音词 ours, confusables apart';

const nameOf = (name: EventName) => `${zhOfEvent[name]} ${name}`;

const freeCells = (free: FreeFigures): string[] => [
  fixed(free.auc, 3),
  shareText(free.recallAt1),
  shareText(free.recallAt5),
];

function oursRow(name: EventName, { events, free, shipped, wakes, woke }: EventFigures): Row {
  const head = [nameOf(name), '安园 ours', `${events}`];
  if (free === null || shipped === null || wakes === null) {
    return [...head, '—', '—', '—', noBranch, '—', '—', '—', '—', shareText(woke)];
  }
  const { p50, p90 } = shipped.delayMs;
  const delay =
    p50 === null ? '–' : `${(p50 / 1000).toFixed(1)} / ${((p90 ?? 0) / 1000).toFixed(1)}`;
  const alarms = [shipped, wakes].flatMap((part) => [
    shareText(part.recall),
    rateText(part.falseAlarms),
  ]);
  return [...head, ...freeCells(free), ...alarms, delay, shareText(woke)];
}

function besideRow(name: EventName, who: string, free: FreeFigures): Row {
  return [nameOf(name), who, '', ...freeCells(free), '', '', '', '', '', ''];
}

/** One row per event and detector: ours, the teacher, the level meter. */
export function mainTable(board: Scoreboard): string {
  const rows = eventNames.flatMap((name) => {
    const figures = board.byEvent[name];
    if (figures.events === 0) {
      const state = coveredEvents.includes(name) ? '' : noBranch;
      return [[nameOf(name), '安园 ours', '0', '–', '–', '–', state, '', '', '', '', '']];
    }
    const { apart, teacher, level } = figures;
    return [
      oursRow(name, figures),
      ...(apart === null ? [] : [besideRow(name, apartName, apart)]),
      ...(teacher === null ? [] : [besideRow(name, '教师 teacher', teacher)]),
      besideRow(name, '声级 level', level),
    ];
  });
  const head = [
    ...['event', 'detector', 'events', 'AUC', 'recall at 1/h', 'recall at 5/h'],
    ...['reported: recall', 'reported: false/h', 'calls people: recall'],
    ...['calls people: false/h', 'delay s p50 / p90', 'any alarm'],
  ];
  return markdownTable([head, ...rows]);
}

export function confusionTable(confusion: Confusion): string {
  const columns = [...coveredEvents, 'level', 'nothing'];
  const rows = eventNames.flatMap((name) => {
    const counts = confusion[name];
    if (Object.keys(counts).length === 0) return [];
    return [[nameOf(name), ...columns.map((column) => `${counts[column] ?? 0}`)]];
  });
  return markdownTable([['event \\ heard as', ...columns], ...rows]);
}

export function partsTable(board: Scoreboard): string {
  const rows = board.parts.map(({ event, part, events, at1, shipped }) => [
    ...[nameOf(event), part, `${events}`],
    ...[at1 === null ? '–' : `${at1}`, shipped === null ? '–' : `${shipped}`],
  ]);
  return markdownTable([['event', 'part', 'events', 'found at 1/h', 'found, shipped'], ...rows]);
}

/** "scream: rooster 2, siren 1" for each kind. */
export function falseAlarmText(board: Scoreboard): string {
  const lines = Object.entries(board.falseAlarmLabels).map(([kind, labels]) => {
    const sorted = Object.entries(labels).sort(([, a], [, b]) => b - a);
    const few = sorted.slice(0, 8).map(([label, count]) => `${label} ${count}`);
    return `- ${kind}: ${few.join(', ')}${sorted.length > 8 ? ', …' : ''}`;
  });
  return lines.length === 0 ? '- none' : lines.sort().join('\n');
}
