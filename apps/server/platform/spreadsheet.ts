import { Readable } from 'node:stream';
import type { CellValue } from 'hucre/xlsx';

export interface SheetColumn {
  header: string;
  /** In characters of the default font; a Chinese one counts as two. */
  width: number;
}

export interface SheetOutline {
  name: string;
  columns: readonly SheetColumn[];
  /** Pulled while the bytes leave: a hundred thousand rows never stand in memory together. */
  rows: Iterable<CellValue[]> | AsyncIterable<CellValue[]>;
}

export const spreadsheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * One sheet as an Excel workbook (.xlsx), with a header that stays in view. Texts are written as texts, so
 * that a name that begins with "=" is never run as a formula.
 */
export function spreadsheetOf(sheet: SheetOutline): Readable {
  return Readable.from(bytesOf(sheet), { objectMode: false });
}

async function* bytesOf({ name, columns, rows }: SheetOutline): AsyncGenerator<Uint8Array> {
  // Only here: a server that exports nothing need not hold the library.
  const { writeXlsxStream } = await import('hucre/xlsx');
  yield* writeXlsxStream(rows, {
    // Excel refuses these characters and more than 31 of any.
    name: name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31),
    columns: columns.map(({ header, width }) => ({ header, width })),
    freezePane: { rows: 1 },
  });
}

/** Header that lets a browser save the reply under a name with Chinese characters. */
export function attachment(fileName: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
