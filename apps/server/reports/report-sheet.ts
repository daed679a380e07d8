import { binEdgesSec } from '@anyuan/contracts/figure-lists.ts';
import { shareOf } from '@anyuan/core/reports/figures.ts';
import { type CellValue, type SheetChart, type WriteSheet, writeXlsx } from 'hucre/xlsx';
import type { Report } from './report.ts';
import { asText, fill, kindOf, natureOf, percent, reportWords } from './report-words.ts';

/** A column chart over two columns of its own sheet, beside them. Rows count from 0, the head is row 0. */
function chartOf(of: {
  sheet: string;
  title: string;
  rows: number;
  labels: string;
  values: string;
}): SheetChart {
  const { sheet, title, rows, labels, values } = of;
  const range = (column: string) => `'${sheet}'!$${column}$2:$${column}$${rows + 1}`;
  return {
    type: 'column',
    title,
    legend: false,
    series: [{ name: title, values: range(values), categories: range(labels), color: '2B5C8A' }],
    anchor: { from: { row: 1, col: 6 }, to: { row: 20, col: 15 } },
  };
}

/** Bars of the distribution, "≤ 10" to "> 300". */
export function binLabels(): string[] {
  return [...binEdgesSec.map((edge) => `≤ ${edge}`), `> ${binEdgesSec.at(-1)}`];
}

/** Alarms of all kinds by hour of the day. */
export function hourTotals({ hours }: Report['figures']): number[] {
  return Array.from({ length: 24 }, (_, hour) =>
    hours.reduce((sum, { counts }) => sum + (counts[hour] ?? 0), 0),
  );
}

function figureSheet(report: Report): WriteSheet {
  const { figures: f, locale, days, organisationName, byName } = report;
  const w = reportWords[locale];
  const head: CellValue[][] = [
    [`${organisationName} · ${kindOf(report.kind, locale)}`],
    [`${fill(w.days, { from: days.from, to: days.to })}（${fill(w.compared, days.before)}）`],
    [fill(w.nature, { nature: natureOf(report) })],
    [fill(w.made, { by: byName, at: new Date(f.asOf).toISOString() })],
    [],
    [w.figure, w.share, w.parts, '', w.formula],
  ];
  const rows = f.figures.map((one): CellValue[] => [
    one.name[locale] + (one.days === null ? w.now : ''),
    percent(shareOf(one)),
    ...[one.numerator, one.denominator],
    one.formula[locale],
  ]);
  const columns = [28, 10, 10, 10, 80].map((width) => ({ width }));
  return { name: w.figures, columns, rows: [...head, ...rows] };
}

function countSheet(name: string, head: [string, string], counts: readonly [string, number][]) {
  const rows: CellValue[][] = [head, ...counts.map((row) => [...row])];
  const chart = chartOf({
    sheet: name,
    title: name,
    rows: counts.length,
    labels: 'A',
    values: 'B',
  });
  return { name, rows, columns: [{ width: 14 }, { width: 12 }], charts: [chart] };
}

/** The report as a workbook, its charts drawn by Excel from the numbers beside them. */
export async function workbookOf(report: Report): Promise<Buffer> {
  const { figures: f, locale } = report;
  const w = reportWords[locale];
  const { arrive } = f.seconds;
  const bins = binLabels().map((label, n): [string, number] => [label, arrive.bins[n] ?? 0]);
  const hours = hourTotals(f).map((count, hour): [string, number] => [`${hour}`, count]);
  const daily: CellValue[][] = [
    [w.day, w.raised, w.due, w.inMinute],
    ...f.trend.map((d) => [d.day, d.raised, d.due, d.inMinute]),
  ];
  const schools: CellValue[][] = [
    [w.school, w.station, w.raised, w.before, w.due, w.inMinute, w.share, w.terminals, w.gaps],
    ...f.schools.map((s): CellValue[] => [
      ...[s.name, s.stationName ?? '—', s.raised, s.before.raised, s.due, s.inMinute],
      percent(shareOf({ numerator: s.inMinute, denominator: s.due })),
      ...[`${asText(s.online)} / ${asText(s.terminals)}`, s.gaps],
    ]),
  ];
  const sheets: WriteSheet[] = [
    figureSheet(report),
    { name: w.schools, rows: schools, columns: schools[0]?.map(() => ({ width: 16 })) ?? [] },
    {
      ...{ name: w.trend, rows: daily, columns: daily[0]?.map(() => ({ width: 14 })) ?? [] },
      charts: [
        chartOf({ sheet: w.trend, title: w.trend, rows: f.trend.length, labels: 'A', values: 'B' }),
      ],
    },
    countSheet(w.minute, [w.minuteAxis, w.total], bins),
    countSheet(w.hours, [w.hour, w.total], hours),
  ];
  return Buffer.from(await writeXlsx({ sheets }));
}
