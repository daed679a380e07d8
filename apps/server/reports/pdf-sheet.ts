import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import PDFDocument from 'pdfkit';

/** Points on an A4 page: what is printed stays inside. */
export const page = { width: 595.28, height: 841.89, margin: 48 } as const;
export const inner = page.width - 2 * page.margin;

export const ink = {
  text: '#16202c',
  soft: '#43536a',
  faint: '#56667a',
  line: '#d5dde6',
  bar: '#2b5c8a',
  barSoft: '#a9b7c6',
  late: '#8a5200',
  ground: '#f2f5f8',
} as const;

export type Pdf = PDFKit.PDFDocument;

/** The package lets nothing but its list be resolved; the fonts lie beside it. */
const fontFolder = join(
  dirname(createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')),
  '../fonts',
);
const fontFile = (weight: 'Regular' | 'Medium') => join(fontFolder, `NotoSansHans-${weight}.otf`);

/** An empty document with the Chinese fonts; only the characters that are used are embedded. */
export function newPdf(title: string): Pdf {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: page.margin,
    bufferPages: true,
    info: { Title: title, Creator: 'Anyuan' },
    lang: 'zh-CN',
  });
  pdf.registerFont('regular', readFileSync(fontFile('Regular')));
  pdf.registerFont('medium', readFileSync(fontFile('Medium')));
  return pdf.font('regular').fillColor(ink.text);
}

export async function bytesOf(pdf: Pdf): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((done, failed) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => done());
    pdf.on('error', failed);
  });
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Goes on at the top of a new page when less than this is left. */
export function keepTogether(pdf: Pdf, height: number): void {
  if (pdf.y + height > page.height - page.margin) pdf.addPage();
}

export function heading(pdf: Pdf, text: string, below: number): void {
  keepTogether(pdf, 40 + below);
  pdf.moveDown(0.8).font('medium').fontSize(13).fillColor(ink.text);
  pdf.text(text, page.margin, pdf.y, { width: inner }).moveDown(0.3).font('regular');
}

export interface Column {
  head: string;
  width: number;
  /** Numbers stand at the right. */
  right?: boolean;
}

const cellPad = 4;

/** A table that goes on over pages, its head again on each. Cells wrap. */
export function drawTable(pdf: Pdf, columns: readonly Column[], rows: readonly string[][]): void {
  const size = 9;
  const heightOf = (cells: readonly string[]) =>
    Math.max(
      ...cells.map((text, i) =>
        pdf.heightOfString(text || ' ', { width: (columns[i]?.width ?? 0) - 2 * cellPad }),
      ),
    ) +
    2 * cellPad;
  const drawRow = (cells: readonly string[], colour: string) => {
    const top = pdf.y;
    const height = heightOf(cells);
    let x: number = page.margin;
    pdf.fillColor(colour);
    for (const [i, { width, right }] of columns.entries()) {
      const align = right ? 'right' : 'left';
      pdf.text(cells[i] ?? '', x + cellPad, top + cellPad, { width: width - 2 * cellPad, align });
      x += width;
    }
    pdf
      .moveTo(page.margin, top + height)
      .lineTo(x, top + height)
      .lineWidth(0.5);
    pdf.strokeColor(ink.line).stroke();
    pdf.y = top + height;
  };
  const head = () => {
    pdf.font('medium').fontSize(size);
    drawRow(
      columns.map((c) => c.head),
      ink.faint,
    );
    pdf.font('regular').fontSize(size);
  };
  keepTogether(pdf, 60);
  head();
  for (const row of rows) {
    if (pdf.y + heightOf(row) > page.height - page.margin) {
      pdf.addPage();
      head();
    }
    drawRow(row, ink.text);
  }
  pdf.x = page.margin;
}
