import type { ImportRow, RowKind } from '@anyuan/contracts/people.ts';
import { sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';
import type { Query } from './store.ts';

type State = Tables['people_import']['state'];

export async function insertImport(
  db: Query,
  made: { id: string; byId: string; fileName: string; at: number },
): Promise<void> {
  // One list of a person at a time: the one before makes room.
  await db.deleteFrom('people_import').where('by_id', '=', made.byId).execute();
  await db
    .insertInto('people_import')
    .values({
      ...{ id: made.id, by_id: made.byId, file_name: made.fileName, state: 'reading', at: made.at },
      problem: null,
    })
    .execute();
}

export async function updateImport(
  db: Query,
  id: string,
  set: {
    state?: State;
    problem?: Tables['people_import']['problem'];
    done?: number;
    total?: number;
  },
): Promise<void> {
  await db.updateTable('people_import').set(set).where('id', '=', id).execute();
}

/** True for the one caller that may begin to write. */
export async function takeForWriting(db: Query, id: string): Promise<boolean> {
  const row = await db
    .updateTable('people_import')
    .set({ state: 'writing', done: 0 })
    .where('id', '=', id)
    .where('state', '=', 'ready')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function findImport(db: Query, id: string, byId: string) {
  const row = await db
    .selectFrom('people_import')
    .selectAll()
    .where('id', '=', id)
    .where('by_id', '=', byId)
    .executeTakeFirst();
  if (!row) return undefined;
  const kinds = await db
    .selectFrom('people_import_row')
    .select(['kind', (e) => e.fn.countAll<number>().as('n')])
    .where('import_id', '=', id)
    .groupBy('kind')
    .execute();
  const counts: Record<RowKind, number> = { new: 0, changed: 0, unchanged: 0, error: 0 };
  for (const { kind, n } of kinds) counts[kind] = Number(n);
  const { file_name: fileName, state, problem, done, total } = row;
  return { id, fileName, state, problem, done, total, counts };
}

export async function insertRows(db: Query, id: string, rows: readonly ImportRow[]): Promise<void> {
  await sql`
    insert into people_import_row (import_id, number, kind, cells, errors)
    select ${id}::uuid, number, kind, cells, errors
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r(number int, kind text, cells jsonb, errors jsonb)`.execute(db);
}

export function findRows(
  db: Query,
  of: { id: string; kind?: RowKind | undefined; after: number; limit: number },
): Promise<ImportRow[]> {
  let query = db
    .selectFrom('people_import_row')
    .select(['number', 'kind', 'cells', 'errors'])
    .where('import_id', '=', of.id)
    .where('number', '>', of.after)
    .orderBy('number')
    .limit(of.limit);
  if (of.kind) query = query.where('kind', '=', of.kind);
  return query.execute();
}

export async function markDone(tx: Tx, id: string, done: number): Promise<void> {
  await tx.updateTable('people_import').set({ done }).where('id', '=', id).execute();
}
