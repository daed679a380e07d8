import type { ImportRow } from '@anyuan/contracts/people.ts';
import {
  type ImportBook,
  type JudgedRow,
  judgeRow,
  readPhone,
  type SheetRow,
} from '@anyuan/core/people/import-row.ts';
import { mayGrant, mayManage } from '@anyuan/core/people/manage.ts';
import type { Who } from '../platform/who.ts';
import { findUnits } from './organisation-store.ts';
import * as store from './store.ts';

export type Book = Omit<ImportBook, 'person' | 'ownerOfPhone'>;

export interface NumberedRow {
  number: number;
  cells: SheetRow;
}

/** What every row of one list is held against; it remembers the rows it has seen. */
export async function bookOf(query: store.Query, who: Who): Promise<Book> {
  const units = (await findUnits(query)).filter((u) => !u.archived);
  const byName = Map.groupBy(units, (u) => u.name);
  return {
    organisation: (name) => {
      const named = byName.get(name) ?? [];
      return named.length === 1 ? (named[0] ?? null) : null;
    },
    mayGrant: (organisationId, role) => mayGrant(who, { organisationId, role }),
    loginsSeen: new Map(),
    phonesSeen: new Map(),
  };
}

/** Judges rows with who is on record now. */
export async function judgeRows(
  query: store.Query,
  { who, book, rows }: { who: Who; book: Book; rows: readonly NumberedRow[] },
) {
  const found = await store.findByLogins(query, rows.map(loginOf));
  const people = new Map(
    found.map((p) => [p.login, { ...p, mayManage: mayManage(who, p.assignments) }] as const),
  );
  const owners = await store.findPhoneOwners(query, rows.map(phoneOf));
  const whole: ImportBook = {
    ...book,
    person: (login) => people.get(login),
    ownerOfPhone: (phone) => owners.get(phone),
  };
  return rows.map((row) => ({ row, judged: judgeRow(row.number, row.cells, whole), people }));
}

export const loginOf = ({ cells }: NumberedRow): string =>
  (cells.login?.text ?? '').trim().toLowerCase();
/** Eleven digits, or nothing. */
export const phoneOf = ({ cells }: NumberedRow): string => readPhone(cells.phone?.text ?? '') ?? '';

export function importRowOf({ number, cells }: NumberedRow, judged: JudgedRow): ImportRow {
  const texts = Object.entries(cells).map(([column, cell]) => [column, cell.text.slice(0, 200)]);
  return { number, kind: judged.kind, cells: Object.fromEntries(texts), errors: judged.errors };
}

/** A kept row as it was read: what made a cell unusable is remembered as its error. */
export function sheetRowOf({ number, cells, errors }: ImportRow): NumberedRow {
  const row = Object.entries(cells).map(([column, text]) => {
    const unusable = errors.find((e) => e.column === column)?.problem;
    const isUnusable = unusable === 'formula' || unusable === 'merged';
    return [column, isUnusable ? { text, problem: unusable } : { text }];
  });
  return { number, cells: Object.fromEntries(row) };
}
