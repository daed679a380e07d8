import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** How many of the newest are looked through for a text before its index is asked. */
export const newestRows = 3000;
/** From so many schools on the newest are looked for in the order of time, not per school. */
export const manySchools = 20;

/** Place of the last row of the page before: its time (or number) and its id. */
export interface Cursor {
  at: number;
  id: string;
}

/** What a page is asked with, times resolved and names looked up. */
export interface Asked extends Omit<RecordFilter, 'text' | 'lastDays' | 'organisationId'> {
  fromAt: number;
  toAt: number;
  text: string;
  after: Cursor | null;
  limit: number;
}

export interface Counted {
  rows: number;
  more: boolean;
}

export type Condition = RawBuilder<unknown>;

export const uuids = (ids: readonly string[]) => sql`${sql.val([...ids])}::uuid[]`;
export const texts = (values: readonly string[]) => sql`${sql.val([...values])}::text[]`;

/** All of these; no condition at all is always true. */
export function allOf(conditions: readonly (Condition | false | undefined)[]): Condition {
  const real = conditions.filter((c): c is Condition => c !== false && c !== undefined);
  return real.length === 0 ? sql`true` : sql.join(real, sql` and `);
}

/** For ilike: what somebody types is never a pattern. */
export function likeOf(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** A piece of text in an expression that `bigrams` indexes. A single character has no neighbour: not looked for. */
export function wordsHold(expression: Condition, text: string): Condition | null {
  const read = wordsRead(expression, text);
  return read && sql`(bigrams(${expression}) @> bigrams(${text}) and ${read})`;
}

/** The same without its index, for a few rows that are read anyway. */
export function wordsRead(expression: Condition, text: string): Condition | null {
  return [...text].length < 2 ? null : sql`${expression} ilike ${likeOf(text)}`;
}

export const cursorOf = (at: number, id: string): string => `${at}_${id}`;

export function readCursor(text: string | undefined): Cursor | null {
  const [at, id] = text?.split('_') ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}

/** How many rows there are, counted no further than this. */
export async function countUpTo(
  db: Kysely<Tables>,
  rowsOf: RawBuilder<unknown>,
  most: number,
): Promise<Counted> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select from (${rowsOf}) m limit ${most + 1}) c`.execute(db);
  const n = rows[0]?.n ?? 0;
  return { rows: Math.min(n, most), more: n > most };
}
