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

/** Bars as vectors, with a scale in whole numbers from 0. */
export function drawBars(pdf: Pdf, { bars, axis, mark, every = 1 }: BarChart): void {
  keepTogether(pdf, height + axisRoom + 8);
  const most = Math.max(1, ...bars.map((b) => b.value));
  const step = stepOf(most);
  const top = pdf.y + 8;
  const left = page.margin + 28;
  const width = inner - 28;
  const scaleTop = Math.ceil(most / step) * step;
  const yOf = (value: number) => top + height - (value / scaleTop) * height;
  pdf.fontSize(8).lineWidth(0.5);
  for (let value = 0; value <= scaleTop; value += step) {
    pdf
      .moveTo(left, yOf(value))
      .lineTo(left + width, yOf(value))
      .strokeColor(ink.line)
      .stroke();
    pdf.fillColor(ink.faint);
    pdf.text(String(value), page.margin, yOf(value) - 5, { width: 24, align: 'right' });
  }
  const slot = width / Math.max(1, bars.length);
  const bar = Math.min(34, slot * 0.7);
  for (const [i, { label, value, part, late }] of bars.entries()) {
    const x = left + i * slot + (slot - bar) / 2;
    if (value > 0) {
      const soft = part === undefined ? (late ? ink.late : ink.bar) : ink.barSoft;
      pdf.rect(x, yOf(value), bar, yOf(0) - yOf(value)).fill(soft);
      if (part) pdf.rect(x, yOf(part), bar, yOf(0) - yOf(part)).fill(ink.bar);
      if (bars.length <= 12) {
        pdf.fillColor(ink.text).text(String(value), x - 10, yOf(value) - 11, {
          ...{ width: bar + 20, align: 'center' },
        });
      }
    }
    if (i % every === 0) {
      pdf.fillColor(ink.faint).text(label, left + i * slot - 10, top + height + 4, {
        ...{ width: slot * every + 20, align: every === 1 ? 'center' : 'left' },
      });
    }
  }
  if (mark) {
    const x = left + mark.after * slot;
    pdf
      .moveTo(x, top - 4)
      .lineTo(x, top + height)
      .dash(3, { space: 2 });
    pdf.strokeColor(ink.late).lineWidth(1).stroke().undash();
    pdf.fillColor(ink.late).text(mark.label, x + 3, top - 6, { lineBreak: false });
  }
  pdf.fillColor(ink.faint).text(axis, left, top + height + 18, { width, align: 'center' });
  pdf.x = page.margin;
  pdf.y = top + height + axisRoom;
}
