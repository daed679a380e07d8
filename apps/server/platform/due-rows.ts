import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tx } from './db.ts';
import type { Tables } from './tables.ts';

/** Tables whose rows say themselves when something is to be done about them next. */
export type DueTable = {
  [T in keyof Tables]: Selectable<Tables[T]> extends { due_at: number | null } ? T : never;
}[keyof Tables];

/** Locks rows that are due at `now` (epoch ms), longest due first, passing over what others hold. */
export async function lockDue<T extends DueTable>(
  tx: Tx,
  table: T,
  at: { now: number; limit: number },
): Promise<Selectable<Tables[T]>[]> {
  const { rows } = await sql<Selectable<Tables[T]>>`
    select * from ${sql.table(table)} where due_at <= ${at.now}::bigint
    order by due_at limit ${at.limit} for update skip locked`.execute(tx);
  return rows;
}

/** Earliest time at which a row of these tables is due; null when nothing is. */
export async function nextDueOf(
  db: Kysely<Tables> | Tx,
  ...tables: DueTable[]
): Promise<number | null> {
  const earliest = tables.map(
    (t) =>
      sql`(select due_at from ${sql.table(t)} where due_at is not null order by due_at limit 1)`,
  );
  const { rows } = await sql<{ at: number | null }>`
    select least(${sql.join(earliest)}) as at`.execute(db);
  return rows[0]?.at ?? null;
}
