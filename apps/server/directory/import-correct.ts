import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ImportColumn, ImportRow } from '@anyuan/contracts/people.ts';
import type { Tx } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import {
  bookOf,
  importRowOf,
  judgeRows,
  loginOf,
  type NumberedRow,
  phoneOf,
  sheetRowOf,
} from './import-judge.ts';
import * as lists from './import-store.ts';

/** A list in which half the rows share one number is mended in Excel, not here. */
const togetherMax = 400;

export interface Correction {
  id: string;
  number: number;
  cells: Partial<Record<ImportColumn, string>>;
}

/**
 * Cells typed anew. The row is judged again with every row that shares an account or a number with what it was or is: the
 * other of two doubles may have become good. Returns all of them.
 */
export async function correctRow(
  tx: Tx,
  who: Who,
  { id, number, cells }: Correction,
): Promise<ImportRow[]> {
  if ((await lists.lockState(tx, id)) !== 'ready') throw new Refusal('import.notReady');
  const [before] = await lists.findRows(tx, { id, after: number - 1, limit: 1 });
  if (before?.number !== number) throw new Refusal('subject.unknown');
  const kept = before.errors.filter((e) => !(e.column in cells));
  const typed = { ...before, cells: { ...before.cells, ...cells }, errors: kept };
  const others = await sharing(tx, id, [sheetRowOf(before), sheetRowOf(typed)]);
  const rows = [...others.filter((r) => r.number !== number), sheetRowOf(typed)];
  rows.sort((a, b) => a.number - b.number);
  const judged = await judgeRows(tx, { who, book: await bookOf(tx, who), rows });
  const after = judged.map(({ row, judged: j }) => importRowOf(row, j));
  await lists.replaceRows(tx, id, after);
  return after;
}

/** Rows that share an account or a number with these, and with each other. */
async function sharing(tx: Tx, id: string, from: readonly NumberedRow[]): Promise<NumberedRow[]> {
  const logins = new Set(from.map(loginOf));
  const phones = new Set(from.map(phoneOf));
  for (let known = -1; ; ) {
    logins.delete('');
    phones.delete('');
    const found = await lists.findSharing(tx, {
      ...{ id, logins: [...logins], phones: [...phones], limit: togetherMax },
    });
    const rows = found.map(sheetRowOf);
    if (rows.length === known || rows.length === togetherMax) return rows;
    known = rows.length;
    for (const row of rows) {
      logins.add(loginOf(row));
      phones.add(phoneOf(row));
    }
  }
}
