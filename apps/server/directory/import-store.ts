import type {
  ImportRow,
  ImportState,
  ImportTakenBack,
  PeopleImport,
  PersonState,
  RowKind,
} from '@anyuan/contracts/people.ts';
import { type Selectable, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';
import type { Query } from './store.ts';

export async function insertImport(
  db: Query,
  made: { id: string; byId: string; fileName: string; at: number },
): Promise<void> {
  // One list of a person at a time: the one before makes room. What was written stays known, so that it can be taken
  // back; its rows, full of personal data, do not.
  await db
    .deleteFrom('people_import')
    .where('by_id', '=', made.byId)
    .where('state', 'in', ['reading', 'ready', 'refused'])
    .execute();
  await sql`
    delete from people_import_row where import_id in (
      select id from people_import
      where by_id = ${made.byId}::uuid and state in ('written', 'takenBack'))`.execute(db);
  await db
    .insertInto('people_import')
    .values({
      ...{ id: made.id, by_id: made.byId, file_name: made.fileName, state: 'reading', at: made.at },
      beat_at: made.at,
      problem: null,
    })
    .execute();
}

export async function updateImport(
  db: Query,
  id: string,
  set: {
    beat_at?: number;
    state?: ImportState;
    problem?: Tables['people_import']['problem'];
    done?: number;
    total?: number;
    takenBack?: ImportTakenBack;
  },
): Promise<void> {
  const { takenBack, ...rest } = set;
  const sums = takenBack === undefined ? {} : { taken_back: json(takenBack) };
  await db
    .updateTable('people_import')
    .set({ ...rest, ...sums })
    .where('id', '=', id)
    .execute();
}

/** True for the one caller that may begin: to write what is ready, to take back what is written. */
export async function begin(
  db: Query,
  id: string,
  { from, to, at }: { from: ImportState; to: ImportState; at: number },
): Promise<boolean> {
  const row = await db
    .updateTable('people_import')
    .set({ state: to, done: 0, beat_at: at })
    .where('id', '=', id)
    .where('state', '=', from)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function lockState(tx: Tx, id: string): Promise<ImportState | undefined> {
  const row = await tx
    .selectFrom('people_import')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row?.state;
}

export async function findImport(
  db: Query,
  id: string,
  byId: string,
): Promise<PeopleImport | undefined> {
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
  return { ...viewOf(row), counts };
}

function viewOf(row: Selectable<Tables['people_import']>): Omit<PeopleImport, 'counts'> {
  const { id, file_name: fileName, state, problem, done, total, at, taken_back: takenBack } = row;
  return { id, fileName, state, problem, done, total, at, takenBack };
}

/** Lists that were written, with the edits of each that are still there; newest first. */
export async function findWritten(db: Query, byId: string): Promise<PeopleImport[]> {
  const rows = await db
    .selectFrom('people_import')
    .selectAll()
    .select((e) => {
      const edits = e
        .selectFrom('person_change')
        .select((c) => c.fn.countAll<number>().as('n'))
        .whereRef('person_change.import_id', '=', 'people_import.id');
      return [
        edits.where('before', 'is', null).as('made'),
        edits.where('before', 'is not', null).as('changed'),
      ];
    })
    .where('by_id', '=', byId)
    .where('state', 'in', ['written', 'takingBack', 'takenBack'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(5)
    .execute();
  return rows.map((row) => ({
    ...viewOf(row),
    counts: { new: Number(row.made), changed: Number(row.changed), unchanged: 0, error: 0 },
  }));
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

export async function markDone(
  tx: Tx,
  id: string,
  { done, at }: { done: number; at: number },
): Promise<void> {
  await tx.updateTable('people_import').set({ done, beat_at: at }).where('id', '=', id).execute();
}

/** What a server left in the middle goes back to where it can be begun again. */
export async function recoverStopped(
  db: Query,
  of: { byId: string; quietSince: number },
): Promise<void> {
  const back: [ImportState, Partial<Pick<PeopleImport, 'state' | 'problem'>>][] = [
    ['reading', { state: 'refused', problem: 'interrupted' }],
    ['writing', { state: 'ready' }],
    ['takingBack', { state: 'written' }],
  ];
  for (const [from, to] of back) {
    await db
      .updateTable('people_import')
      .set(to)
      .where('by_id', '=', of.byId)
      .where('state', '=', from)
      .where('beat_at', '<', of.quietSince)
      .execute();
  }
}

/** Rows with one of these accounts or numbers, in their order. */
export async function findSharing(
  db: Query,
  of: { id: string; logins: readonly string[]; phones: readonly string[]; limit: number },
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select number, kind, cells, errors from people_import_row
    where import_id = ${of.id}::uuid and (
      lower(trim(cells ->> 'login')) = any(${[...of.logins]}::text[])
      or regexp_replace(cells ->> 'phone', '^\\+?86[\\s-]*(?=1)|[\\s-]', '', 'g')
        = any(${[...of.phones]}::text[]))
    order by number limit ${of.limit}`.execute(db);
  return rows;
}

export async function replaceRows(tx: Tx, id: string, rows: readonly ImportRow[]): Promise<void> {
  await sql`
    update people_import_row old set kind = r.kind, cells = r.cells, errors = r.errors
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as r(number int, kind text, cells jsonb, errors jsonb)
    where old.import_id = ${id}::uuid and old.number = r.number`.execute(tx);
}

/** What a list did to one person. */
export interface Edit {
  id: string;
  personId: string;
  /** Null: made by the list. */
  before: PersonState | null;
  after: PersonState;
  /** Nobody edited the person since. */
  isLast: boolean;
  /** Signed in, or on a shift. */
  isUsed: boolean;
}

export async function findEdits(
  tx: Tx,
  of: { importId: string; after: string; limit: number },
): Promise<Edit[]> {
  const { rows } = await sql<Edit>`
    with rostered as materialized (
      select distinct jsonb_array_elements_text(turn)::uuid as id
      from shift, jsonb_array_elements(rotation) as turn where removed_at is null)
    select c.id, c.person_id as "personId", c.before, c.after,
      not exists (
        select from person_change n
        where n.person_id = c.person_id and (n.at, n.id) > (c.at, c.id)) as "isLast",
      (not p.must_change_password
        or exists (select from session s where s.person_id = p.id)
        or exists (select from rostered r where r.id = p.id)) as "isUsed"
    from person_change c join person p on p.id = c.person_id
    where c.import_id = ${of.importId}::uuid and c.id > ${of.after}::uuid
    order by c.id limit ${of.limit}`.execute(tx);
  return rows;
}

/** Removes people whom no record names; returns how many that were. */
export async function deletePeople(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  await sql`savepoint people`.execute(tx);
  try {
    for (const table of ['role_assignment', 'person_change'] as const) {
      await tx.deleteFrom(table).where('person_id', 'in', ids).execute();
    }
    await tx.deleteFrom('person').where('id', 'in', ids).execute();
    await sql`release savepoint people`.execute(tx);
    return ids.length;
  } catch (error) {
    if ((error as { code?: string }).code !== foreignKeyViolation) throw error;
    await sql`rollback to savepoint people`.execute(tx);
  }
  // Somebody among them is named by a record: who it is shows only one by one.
  if (ids.length === 1) return 0;
  let removed = 0;
  for (const id of ids) removed += await deletePeople(tx, [id]);
  return removed;
}

const foreignKeyViolation = '23503';
