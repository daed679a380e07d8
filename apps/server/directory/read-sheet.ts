import { parentPort, workerData } from 'node:worker_threads';
import { type ImportColumn, type ImportProblem, importRowsMax } from '@anyuan/contracts/people.ts';
import { readHeader, type SheetCell, type SheetRow } from '@anyuan/core/people/import-row.ts';
import { parseCsv } from 'hucre/csv';
import { type Cell, type CellValue, readXls, readXlsx, type Sheet } from 'hucre/xlsx';

/** What the thread says: rows in portions, each waited for; at last how many there were. */
export type SheetMessage =
  | { type: 'rows'; rows: { number: number; cells: SheetRow }[]; total: number }
  | { type: 'refused'; problem: ImportProblem }
  | { type: 'end'; total: number };

const portion = 500;

interface Table {
  rows: CellValue[][];
  merges: NonNullable<Sheet['merges']>;
  cells: Map<string, Cell> | undefined;
}

/** The first sheet with anything in it, by the bytes' own word on what they are. */
async function readTable(bytes: Uint8Array): Promise<Table> {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const isOld = bytes[0] === 0xd0 && bytes[1] === 0xcf;
  if (!isZip && !isOld) {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { rows: parseCsv(text), merges: [], cells: undefined };
  }
  const book = isZip ? await readXlsx(bytes) : await readXls(bytes);
  const sheet = book.sheets.find((s) => s.rows.length > 0);
  return { rows: sheet?.rows ?? [], merges: sheet?.merges ?? [], cells: sheet?.cells };
}

/** A date of Excel is a day without a zone. */
function textOf(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? '?' : value.toISOString().slice(0, 10);
  }
  return String(value);
}

function cellOf(table: Table, row: number, column: number): SheetCell {
  const text = textOf(table.rows[row]?.[column]);
  if (table.cells?.get(`${row},${column}`)?.formula !== undefined)
    return { text, problem: 'formula' };
  const merged = table.merges.some(
    (m) => row >= m.startRow && row <= m.endRow && column >= m.startCol && column <= m.endCol,
  );
  return merged ? { text, problem: 'merged' } : { text };
}

/** A title may stand above the header: the first ten rows are looked at. */
function findHeader(table: Table): { at: number; columns: Map<number, ImportColumn> } | null {
  for (let at = 0; at < Math.min(10, table.rows.length); at++) {
    const columns = readHeader((table.rows[at] ?? []).map(textOf));
    if (columns) return { at, columns };
  }
  return null;
}

function rowsOf(table: Table, header: { at: number; columns: Map<number, ImportColumn> }) {
  const found: { number: number; cells: SheetRow }[] = [];
  // Merges of a title above the header are nobody's concern.
  const below = { ...table, merges: table.merges.filter((m) => m.endRow > header.at) };
  for (let at = header.at + 1; at < table.rows.length; at++) {
    const row = table.rows[at] ?? [];
    if (row.every((value) => textOf(value).trim() === '')) continue;
    const cells: SheetRow = {};
    for (const [column, name] of header.columns) cells[name] = cellOf(below, at, column);
    found.push({ number: at + 1, cells });
  }
  return found;
}

async function run(bytes: Uint8Array, say: (message: SheetMessage) => Promise<void>) {
  const table = await readTable(bytes).catch(() => null);
  if (!table) return say({ type: 'refused', problem: 'notASheet' });
  const header = findHeader(table);
  if (!header) return say({ type: 'refused', problem: 'noHeader' });
  const rows = rowsOf(table, header);
  if (rows.length === 0) return say({ type: 'refused', problem: 'empty' });
  if (rows.length > importRowsMax) return say({ type: 'refused', problem: 'tooManyRows' });
  for (let from = 0; from < rows.length; from += portion) {
    await say({ type: 'rows', rows: rows.slice(from, from + portion), total: rows.length });
  }
  await say({ type: 'end', total: rows.length });
}

if (parentPort) {
  const port = parentPort;
  await run(workerData as Uint8Array, async (message) => {
    const heard = new Promise((resolve) => port.once('message', resolve));
    port.postMessage(message);
    await heard;
  });
}
