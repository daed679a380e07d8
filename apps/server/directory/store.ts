import type { PersonState } from '@anyuan/contracts/people.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import { newId } from '../platform/ids.ts';
import type { Tables } from '../platform/tables.ts';
import { searchKeyOf } from './search-key.ts';

export type Query = Kysely<Tables> | Tx;

export interface PersonRecord extends PersonState {
  id: string;
  version: number;
  mustChangePassword: boolean;
  sortKey: string;
}

const columns = [
  'person.id',
  'person.login',
  'person.name',
  'person.title',
  'person.phone',
  'person.email',
  'person.ends_on',
  'person.active',
  'person.version',
  'person.must_change_password',
  'person.sort_key',
] as const;

interface PersonRow {
  id: string;
  login: string;
  name: string;
  title: string;
  phone: string | null;
  email: string | null;
  ends_on: string | null;
  active: boolean;
  version: number;
  must_change_password: boolean;
  sort_key: string;
}

async function withRoles(db: Query, rows: readonly PersonRow[]): Promise<PersonRecord[]> {
  const ids = rows.map((r) => r.id);
  const roles = await db
    .selectFrom('role_assignment')
    .select(['person_id', 'organisation_id', 'role'])
    .where('person_id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('role')
    .execute();
  const byPerson = Map.groupBy(roles, (r) => r.person_id);
  return rows.map((r) => ({
    ...{ id: r.id, login: r.login, name: r.name, title: r.title, phone: r.phone, email: r.email },
    ...{ endsOn: r.ends_on, active: r.active, version: r.version, sortKey: r.sort_key },
    mustChangePassword: r.must_change_password,
    assignments: (byPerson.get(r.id) ?? []).map((a) => ({
      organisationId: a.organisation_id,
      role: a.role,
    })),
  }));
}

export interface Page {
  organisationIds: readonly string[];
  search: string;
  state: 'active' | 'disabled' | 'all';
  /** Order and id of the last person of the page before. */
  after: { sortKey: string; id: string } | null;
  limit: number;
}

/** A page of people who serve at any of these organisations, in the order of their names. */
export async function findPage(db: Query, page: Page): Promise<PersonRecord[]> {
  const { organisationIds, search, state, after, limit } = page;
  let query = db
    .selectFrom('person')
    .select(columns)
    .where((e) =>
      e.exists(
        e
          .selectFrom('role_assignment')
          .select('person_id')
          .whereRef('role_assignment.person_id', '=', 'person.id')
          .where('organisation_id', '=', sql<string>`any(${organisationIds}::uuid[])`),
      ),
    )
    .orderBy('sort_key')
    .orderBy('id')
    .limit(limit);
  if (state !== 'all') query = query.where('active', '=', state === 'active');
  for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    query = query.where('search', 'like', `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  }
  if (after) {
    query = query.where(
      sql<boolean>`(person.sort_key, person.id) > (${after.sortKey}, ${after.id}::uuid)`,
    );
  }
  return withRoles(db, await query.execute());
}

export async function findPerson(db: Query, id: string): Promise<PersonRecord | undefined> {
  const rows = await db.selectFrom('person').select(columns).where('id', '=', id).execute();
  return (await withRoles(db, rows))[0];
}

export async function lockPerson(tx: Tx, id: string): Promise<PersonRecord | undefined> {
  await tx.selectFrom('person').select('id').where('id', '=', id).forUpdate().execute();
  return findPerson(tx, id);
}

export async function findByLogins(db: Query, logins: readonly string[]): Promise<PersonRecord[]> {
  const rows = await db
    .selectFrom('person')
    .select(columns)
    .where('login', '=', sql<string>`any(${logins}::text[])`)
    .execute();
  return withRoles(db, rows);
}

/** Who has these numbers. */
export async function findPhoneOwners(
  db: Query,
  phones: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('person')
    .select(['id', 'phone'])
    .where('phone', '=', sql<string>`any(${phones}::text[])`)
    .execute();
  return new Map(rows.map((r) => [r.phone ?? '', r.id]));
}

function rowOf(person: PersonState) {
  const { search, sortKey } = searchKeyOf(person);
  return {
    ...{ login: person.login, name: person.name, title: person.title, phone: person.phone },
    ...{ email: person.email, ends_on: person.endsOn, active: person.active },
    ...{ search, sort_key: sortKey },
  };
}

export async function insertPerson(
  tx: Tx,
  person: PersonState & { id: string; passwordHash: string },
): Promise<void> {
  const { id, passwordHash } = person;
  await tx
    .insertInto('person')
    .values({
      ...{ id, ...rowOf(person), password_hash: passwordHash, must_change_password: true },
      locked_until: null,
    })
    .execute();
  await saveRoles(tx, id, person.assignments);
}

export async function updatePerson(tx: Tx, id: string, person: PersonState): Promise<void> {
  await tx
    .updateTable('person')
    .set((e) => ({ ...rowOf(person), version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('role_assignment').where('person_id', '=', id).execute();
  await saveRoles(tx, id, person.assignments);
}

async function saveRoles(
  tx: Tx,
  id: string,
  assignments: readonly { organisationId: string; role: Role }[],
): Promise<void> {
  if (assignments.length === 0) return;
  await tx
    .insertInto('role_assignment')
    .values(
      assignments.map((a) => ({ person_id: id, organisation_id: a.organisationId, role: a.role })),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function updatePassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('person')
    .set({
      ...{ password_hash: passwordHash, must_change_password: true },
      ...{ failed_sign_ins: 0, locked_until: null },
    })
    .where('id', '=', id)
    .execute();
}

/** Ends all sessions of a person; returns their keys. */
export async function endSessions(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx
    .deleteFrom('session')
    .where('person_id', '=', id)
    .returning('token_hash')
    .execute();
  return rows.map((r) => r.token_hash.toString('hex'));
}

export async function countAdministrators(tx: Tx, exceptId: string): Promise<number> {
  const row = await tx
    .selectFrom('role_assignment')
    .innerJoin('person', 'person.id', 'role_assignment.person_id')
    .select((e) => e.fn.count<number>('person.id').distinct().as('n'))
    .where('role', '=', 'administrator')
    .where('active', '=', true)
    .where('person.id', '<>', exceptId)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

export async function insertChange(
  tx: Tx,
  change: {
    personId: string;
    at: number;
    byId: string;
    before: PersonState | null;
    after: PersonState;
    importId?: string;
  },
): Promise<void> {
  await tx
    .insertInto('person_change')
    .values({
      ...{ id: newId(), person_id: change.personId, at: change.at, by_id: change.byId },
      before: change.before === null ? null : json(change.before),
      after: json(change.after),
      import_id: change.importId ?? null,
    })
    .execute();
}

export function findChanges(db: Query, personId: string) {
  return db
    .selectFrom('person_change')
    .leftJoin('person', 'person.id', 'person_change.by_id')
    .select(['person_change.id', 'person_change.at', 'person.name as by'])
    .select(['person_change.before', 'person_change.after'])
    .where('person_id', '=', personId)
    .orderBy('at', 'desc')
    .limit(50)
    .execute();
}

/** Names of shifts that still count on this person. */
export async function findShifts(db: Query, personId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('shift')
    .select('name')
    .where(sql<boolean>`rotation::text like ${`%${personId}%`}`)
    .where('removed_at', 'is', null)
    .execute();
  return rows.map((r) => r.name);
}

/** People of before there were keys, and of the demonstration: filled when the server starts. */
export async function fillSearchKeys(db: Kysely<Tables>): Promise<number> {
  let filled = 0;
  for (;;) {
    const rows = await db
      .selectFrom('person')
      .select(['id', 'name', 'login', 'phone'])
      .where('sort_key', '=', '')
      .limit(1000)
      .execute();
    if (rows.length === 0) return filled;
    const keys = rows.map((r) => ({ id: r.id, ...searchKeyOf(r) }));
    await sql`
      update person set search = k.search, sort_key = k."sortKey"
      from jsonb_to_recordset(${json(keys)}::jsonb) as k(id uuid, search text, "sortKey" text)
      where person.id = k.id`.execute(db);
    filled += rows.length;
  }
}
