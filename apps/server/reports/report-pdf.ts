import { binEdgesSec } from '@anyuan/contracts/figure-lists.ts';
import { shareOf } from '@anyuan/core/reports/figures.ts';
import { addDays, daysBetween } from '@anyuan/core/roster/local-time.ts';
import { drawBars } from './pdf-charts.ts';
import { bytesOf, drawTable, heading, ink, inner, newPdf, type Pdf, page } from './pdf-sheet.ts';
import type { Report } from './report.ts';
import { binLabels, hourTotals } from './report-sheet.ts';
import {
  asText,
  fill,
  kindOf,
  natureOf,
  percent,
  reportTitle,
  reportWords,
} from './report-words.ts';

/** The first bar that is beyond the promise of a minute. */
const lateFrom = binEdgesSec.indexOf(60) + 1;

/** The report on paper: figures, charts as vectors, schools. */
export async function pdfOf(report: Report): Promise<Buffer> {
  const pdf = newPdf(reportTitle(report));
  drawHead(pdf, report);
  drawFigures(pdf, report);
  drawMinute(pdf, report);
  drawTrend(pdf, report);
  drawHours(pdf, report);
  drawSchools(pdf, report);
  drawFeet(pdf, report);
  return bytesOf(pdf);
}

function drawHead(pdf: Pdf, report: Report): void {
  const { locale, days, organisationName, byName, figures } = report;
  const w = reportWords[locale];
  const clock = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' },
  });
  pdf
    .font('medium')
    .fontSize(20)
    .text(`${organisationName} ${kindOf(report.kind, locale)}`);
  pdf.font('regular').fontSize(11).fillColor(ink.soft).moveDown(0.2);
  const stretch =
    days.from === days.to ? days.from : fill(w.days, { from: days.from, to: days.to });
  pdf.text(`${stretch} · ${fill(w.compared, days.before)}`);
  pdf.text(
    `${fill(w.nature, { nature: natureOf(report) })} · ${fill(w.made, { by: byName, at: clock.format(figures.asOf) })}`,
  );
}

function drawFigures(pdf: Pdf, { figures, locale }: Report): void {
  const w = reportWords[locale];
  heading(pdf, w.figures, 80);
  drawTable(
    pdf,
    [
      { head: w.figure, width: 130 },
      { head: w.share, width: 50, right: true },
      { head: w.parts, width: 66, right: true },
      { head: w.formula, width: inner - 246 },
    ],
    figures.figures.map((f) => [
      f.name[locale] + (f.days === null ? w.now : ''),
      percent(shareOf(f)),
      `${asText(f.numerator)} / ${asText(f.denominator)}`,
      f.formula[locale],
    ]),
  );
  pdf.moveDown(0.3).fontSize(8).fillColor(ink.faint).text(w.nowNote);
}

function note(pdf: Pdf, text: string): void {
  pdf.fontSize(10).fillColor(ink.soft).text(text, page.margin, pdf.y, { width: inner });
}

function drawMinute(pdf: Pdf, { figures, locale }: Report): void {
  const w = reportWords[locale];
  const { count, median, p90, max, bins } = figures.seconds.arrive;
  heading(pdf, w.minute, 180);
  if (count === 0) {
    note(pdf, w.noneMeasured);
    return;
  }
  const said = { count, median: asText(median), p90: asText(p90), max: asText(max) };
  note(pdf, fill(w.median, said));
  drawBars(pdf, {
    bars: binLabels().map((label, n) => ({ label, value: bins[n] ?? 0, late: n >= lateFrom })),
    axis: w.minuteAxis,
    mark: { after: lateFrom, label: w.promise },
  });
}

function drawTrend(pdf: Pdf, { figures, locale }: Report): void {
  const w = reportWords[locale];
  heading(pdf, w.trend, 180);
  if (figures.trend.length === 0) {
    note(pdf, w.none);
    return;
  }
  const known = new Map(figures.trend.map((d) => [d.day, d]));
  // Every day has its place, also those without an alarm.
  const { from, to } = figures.days;
  const days = Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => addDays(from, n));
  drawBars(pdf, {
    bars: days.map((day) => {
      const { raised = 0, inMinute = 0 } = known.get(day) ?? {};
      return { label: day.slice(5), value: raised, part: inMinute };
    }),
    axis: '',
    legend: [w.raised, w.inMinute],
    every: Math.ceil(days.length / 10),
  });
}

function drawHours(pdf: Pdf, { figures, locale }: Report): void {
  const w = reportWords[locale];
  heading(pdf, w.hours, 180);
  const totals = hourTotals(figures);
  if (totals.every((n) => n === 0)) {
    note(pdf, w.none);
    return;
  }
  drawBars(pdf, {
    bars: totals.map((value, hour) => ({ label: String(hour), value })),
    axis: w.hoursAxis,
  });
}

function drawSchools(pdf: Pdf, { figures, locale }: Report): void {
  const w = reportWords[locale];
  heading(pdf, w.schools, 80);
  drawTable(
    pdf,
    [
      { head: w.school, width: 169 },
      { head: w.raised, width: 50, right: true },
      { head: w.before, width: 50, right: true },
      { head: w.inMinute, width: 90, right: true },
      { head: w.terminals, width: 80, right: true },
      { head: w.gaps, width: 60, right: true },
    ],
    figures.schools.map((s) => [
      s.name,
      String(s.raised),
      String(s.before.raised),
      `${s.inMinute} / ${s.due} · ${percent(shareOf({ numerator: s.inMinute, denominator: s.due }))}`,
      `${s.online} / ${s.terminals}`,
      String(s.gaps),
    ]),
  );
}

/** Numbers of pages are known only at the end. */
function drawFeet(pdf: Pdf, { locale }: Report): void {
  const w = reportWords[locale];
  const { start, count } = pdf.bufferedPageRange();
  for (let n = 0; n < count; n++) {
    pdf.switchToPage(start + n);
    pdf.page.margins.bottom = 0;
    const words = `${w.product} · ${fill(w.page, { n: n + 1, of: count })}`;
    pdf.fontSize(8).fillColor(ink.faint);
    pdf.text(words, page.margin, page.height - 32, { width: inner, align: 'center' });
  }
}
