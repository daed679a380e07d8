import { ink, inner, keepTogether, type Pdf, page } from './pdf-sheet.ts';

export interface Bar {
  label: string;
  value: number;
  /** A part of it that is told apart, from the bottom. */
  part?: number;
  /** Beyond the promise: another colour, and the label says it as well. */
  late?: boolean;
}

export interface BarChart {
  bars: readonly Bar[];
  axis: string;
  /** Draws a line after so many bars, with this word: the promise of a minute. */
  mark?: { after: number; label: string };
  /** What a whole bar is, and the part of it. */
  legend?: readonly [string, string];
  /** Every how many bars a label is written. */
  every?: number;
}

const height = 120;
const axisRoom = 34;

/** Whole steps that people count in: 1, 2, 5, 10, 20, ... at most four lines. */
export function stepOf(most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [1, 2, 5]) if (most <= step * power * 4) return step * power;
  }
}

/** Where things stand while one chart is drawn. */
interface Frame {
  top: number;
  left: number;
  width: number;
  slot: number;
  yOf(value: number): number;
}

function drawScale(pdf: Pdf, { left, width, yOf }: Frame, scale: { step: number; top: number }) {
  pdf.fontSize(8).lineWidth(0.5);
  for (let value = 0; value <= scale.top; value += scale.step) {
    pdf
      .moveTo(left, yOf(value))
      .lineTo(left + width, yOf(value))
      .strokeColor(ink.line)
      .stroke();
    pdf.fillColor(ink.faint);
    pdf.text(String(value), page.margin, yOf(value) - 5, { width: 24, align: 'right' });
  }
}

function drawBar(pdf: Pdf, one: Bar, { x, bar, yOf }: { x: number; bar: number } & Frame): void {
  const { value, part, late } = one;
  const whole = part === undefined ? (late ? ink.late : ink.bar) : ink.barSoft;
  pdf.rect(x, yOf(value), bar, yOf(0) - yOf(value)).fill(whole);
  if (part) pdf.rect(x, yOf(part), bar, yOf(0) - yOf(part)).fill(ink.bar);
}

function drawMark(pdf: Pdf, { left, slot, top }: Frame, mark: NonNullable<BarChart['mark']>): void {
  const x = left + mark.after * slot;
  pdf
    .moveTo(x, top - 4)
    .lineTo(x, top + height)
    .dash(3, { space: 2 });
  pdf.strokeColor(ink.late).lineWidth(1).stroke().undash();
  pdf.fillColor(ink.late).text(mark.label, x + 3, top - 6, { lineBreak: false });
}

function drawLegend(pdf: Pdf, { left, top }: Frame, legend: readonly [string, string]): void {
  let x = left;
  for (const [i, colour] of [ink.barSoft, ink.bar].entries()) {
    const text = legend[i] ?? '';
    pdf.rect(x, top + height + 20, 7, 7).fill(colour);
    pdf.fillColor(ink.faint).text(text, x + 11, top + height + 18, { lineBreak: false });
    x += pdf.widthOfString(text) + 28;
  }
}

/** Bars as vectors, with a scale in whole numbers from 0. */
export function drawBars(pdf: Pdf, { bars, axis, mark, legend, every = 1 }: BarChart): void {
  keepTogether(pdf, height + axisRoom + 8);
  const most = Math.max(1, ...bars.map((b) => b.value));
  const step = stepOf(most);
  const top = pdf.y + 8;
  const left = page.margin + 28;
  const width = inner - 28;
  const scaleTop = Math.ceil(most / step) * step;
  const slot = width / Math.max(1, bars.length);
  const yOf = (value: number) => top + height - (value / scaleTop) * height;
  const frame: Frame = { top, left, width, slot, yOf };
  drawScale(pdf, frame, { step, top: scaleTop });
  const bar = Math.min(34, slot * 0.7);
  for (const [i, one] of bars.entries()) {
    const x = left + i * slot + (slot - bar) / 2;
    if (one.value > 0) drawBar(pdf, one, { ...frame, x, bar });
    if (one.value > 0 && bars.length <= 12) {
      const place = { width: bar + 20, align: 'center' } as const;
      pdf.fillColor(ink.text).text(String(one.value), x - 10, yOf(one.value) - 11, place);
    }
    if (i % every === 0) {
      const place = { width: slot * every + 20, align: every === 1 ? 'center' : 'left' } as const;
      // The last one ends inside the page.
      const from =
        every === 1 ? left + i * slot - 10 : Math.min(left + i * slot, left + width - 24);
      pdf.fillColor(ink.faint).text(one.label, from, top + height + 4, place);
    }
  }
  if (mark) drawMark(pdf, frame, mark);
  if (legend) drawLegend(pdf, frame, legend);
  pdf.fillColor(ink.faint).text(axis, left, top + height + 18, { width, align: 'center' });
  pdf.x = page.margin;
  pdf.y = top + height + axisRoom;
}
