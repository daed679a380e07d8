import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { type AlarmFigures, type BrokerFigures, medianBurst } from './alarm-bench.ts';
import { roundMs } from './statistics.ts';

export interface Row {
  what: string;
  floor: string;
  ours: string;
  ratio: string;
  target: string;
  met: boolean | null;
}

const targets = {
  p50Ratio: 1.5,
  p99Ratio: 3,
  burstMs: 600,
  tierLatenessMs: 250,
  highest: { embedded: 3_000, mosquitto: 5_000 },
  warmStartMs: 5_000,
  firstStartMs: 15_000,
  idleMb: 450,
  terminalKib: 30,
} as const;

/** The shape scripts rely on, of the first broker measured, and more keys beside it. */
export function toJson(figures: AlarmFigures) {
  const first = figures.brokers[0] as BrokerFigures;
  const burst = medianBurst(first.bursts);
  const { p50, p99 } = first.floor.total;
  const outcomes = figures.brokers.flatMap((b) => [
    ...(b.load ? [b.load] : []),
    ...b.bursts,
    ...b.levels.map((l) => l.outcome),
  ]);
  const sum = (key: 'lost' | 'doubled' | 'withoutFirstTier') =>
    outcomes.reduce((total, o) => total + o[key], 0);
  return {
    floor: { p50, p99 },
    alarm: { p50: first.load?.alarm.p50 ?? null, p99: first.load?.alarm.p99 ?? null },
    lost: sum('lost'),
    doubled: sum('doubled'),
    tierLateness: { p99: first.lateness?.p99 ?? null },
    burst: {
      count: burst?.sent ?? 0,
      ms: burst?.alarm.p99 ?? null,
      totalMs: burst?.totalMs ?? null,
    },
    memoryMb: roundMs(figures.start.idleMb),
    withoutFirstTier: sum('withoutFirstTier'),
    firstStartMs: Math.round(figures.start.firstStartMs),
    warmStartMs: Math.round(figures.start.warmStartMs),
    memoryPerTerminalKib: roundMs(figures.start.terminalKib),
    highestPerSecond: Object.fromEntries(
      figures.brokers.map((b) => [b.broker, b.highestPerSecond]),
    ),
    brokers: figures.brokers.map(withoutIds),
  };
}

function withoutIds(b: BrokerFigures) {
  const slim = <T extends { ids: string[] }>({ ids: _ids, ...rest }: T) => rest;
  return {
    ...b,
    load: b.load && slim(b.load),
    bursts: b.bursts.map(slim),
    levels: b.levels.map((l) => ({ ...l, outcome: slim(l.outcome) })),
  };
}

export function rowsOf(figures: AlarmFigures): Row[] {
  const { start } = figures;
  const upTo = (what: string, value: number | null, limit: number, unit: string): Row => ({
    what,
    floor: '',
    ours: value === null ? '—' : `${Math.round(value * 10) / 10} ${unit}`,
    ratio: '',
    target: `<= ${limit} ${unit}`,
    met: value === null ? null : value <= limit,
  });
  return [
    ...figures.brokers.flatMap((b) => brokerRows(b, upTo)),
    upTo('首次启动 first start', start.firstStartMs / 1000, targets.firstStartMs / 1000, 's'),
    upTo('再次启动 warm start', start.warmStartMs / 1000, targets.warmStartMs / 1000, 's'),
    upTo('空闲内存 idle memory', start.idleMb, targets.idleMb, 'MB'),
    upTo('每终端 per terminal', start.terminalKib, targets.terminalKib, 'KiB'),
  ];
}

function brokerRows(
  b: BrokerFigures,
  upTo: (what: string, value: number | null, limit: number, unit: string) => Row,
): Row[] {
  const name = (what: string) => `[${b.broker}] ${what}`;
  const ratioRow = (what: string, key: 'p50' | 'p99', limit: number): Row => {
    const [floor, ours] = [b.floor.total[key], b.load?.alarm[key] ?? null];
    const ratio = floor && ours ? ours / floor : null;
    return {
      what: name(what),
      floor: `${floor ?? '—'} ms`,
      ours: `${ours ?? '—'} ms`,
      ratio: ratio === null ? '—' : `${ratio.toFixed(2)}x`,
      target: `<= ${limit}x`,
      met: ratio === null ? null : ratio <= limit,
    };
  };
  const all = [...(b.load ? [b.load] : []), ...b.bursts, ...b.levels.map((l) => l.outcome)];
  const none = (what: string, key: 'lost' | 'doubled' | 'withoutFirstTier'): Row =>
    upTo(
      name(what),
      all.reduce((sum, o) => sum + o[key], 0),
      0,
      '',
    );
  const burst = medianBurst(b.bursts);
  const highest = targets.highest[b.broker];
  return [
    ratioRow('报警到控制台 to console p50', 'p50', targets.p50Ratio),
    ratioRow('报警到控制台 to console p99', 'p99', targets.p99Ratio),
    upTo(name('梯队延迟 tier lateness p99'), b.lateness?.p99 ?? null, targets.tierLatenessMs, 'ms'),
    upTo(
      name(`同时 ${burst?.sent ?? ''} 起 at once p99`),
      burst?.alarm.p99 ?? null,
      targets.burstMs,
      'ms',
    ),
    {
      ...upTo(name('最高速率 highest rate'), b.highestPerSecond, highest, '/s'),
      target: `>= ${highest} /s`,
      met: b.levels.length === 0 ? null : (b.highestPerSecond ?? 0) >= highest,
    },
    none('丢失 lost', 'lost'),
    none('重复 doubled', 'doubled'),
    none('无首轮通知 without first tier', 'withoutFirstTier'),
  ];
}

/** A Markdown table, which is readable on a terminal too. */
export function table(rows: readonly Row[]): string {
  const met = (row: Row) => (row.met === null ? '—' : row.met ? 'yes' : 'NO');
  const cells = [
    ['', 'floor', 'ours', 'ratio', 'target', 'met'],
    ...rows.map((r) => [r.what, r.floor, r.ours, r.ratio, r.target, met(r)]),
  ];
  const widths = cells[0]?.map((_, i) => Math.max(...cells.map((row) => width(row[i] ?? ''))));
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => cell + ' '.repeat((widths?.[i] ?? 0) - width(cell))).join(' | ')} |`;
  const rule = `|${widths?.map((w) => '-'.repeat(w + 2)).join('|')}|`;
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Columns on a terminal: Chinese characters take two. */
function width(text: string): number {
  return [...text].reduce((sum, c) => sum + ((c.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1), 0);
}

/** The levels of the ramp and the parts of the floor, for those who want to know why. */
export function details(figures: AlarmFigures): string {
  return figures.brokers
    .flatMap((b) => [
      `[${b.broker}] floor p50: publish ${b.floor.publish.p50} + commit ${b.floor.commit.p50} + frame ${b.floor.frame.p50} ms` +
        `; p99: ${b.floor.publish.p99}, ${b.floor.commit.p99}, ${b.floor.frame.p99} ms`,
      ...(b.load
        ? [
            `  PUBACK p50 ${b.load.puback.p50} p99 ${b.load.puback.p99} ms, ack p50 ${b.load.ack.p50} p99 ${b.load.ack.p99} ms, ${processors(b.load)}, ${b.load.transactions} transactions per alarm`,
          ]
        : []),
      ...(b.burstLateness
        ? [
            `  second tier of a burst: ${b.burstLateness.count} steps, late p50 ${b.burstLateness.p50} p99 ${b.burstLateness.p99} ms`,
          ]
        : []),
      ...b.bursts.map((o) => `  ${o.sent} at once: p99 ${o.alarm.p99} ms, all ${o.totalMs} ms`),
      ...b.levels.map(
        (l) =>
          `  ${l.ratePerSec}/s: reached ${l.outcome.perSecond}, p50 ${l.outcome.alarm.p50} p99 ${l.outcome.alarm.p99} ms, lost ${l.outcome.lost}, re-sent ${l.outcome.resent}, ${processors(l.outcome)}${l.passed ? '' : '  FAILED'}`,
      ),
    ])
    .join('\n');
}

function processors(o: { processorMs: { server: number; database: number; bench: number } }) {
  const { server, database, bench } = o.processorMs;
  return `CPU ms per alarm: server ${server}, database ${database}, bench ${bench}`;
}

/** Cores and how busy the neighbours keep them: figures mean little without. */
export function machine(): string {
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ');
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `${cpus().length} cores (${model}), ${Math.round(totalmem() / 1024 ** 3)} GiB, load average ${load}`;
}
