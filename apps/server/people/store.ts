import type { OrganisationNode } from '@anyuan/core/people/permissions.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

const accountColumns = [
  'id',
  'login',
  'name',
  'locale',
  'password_hash',
  'active',
  'ends_on',
] as const;

/** The account of a login name, or undefined. */
export function findAccount(db: Query, login: string) {
  return db
    .selectFrom('person')
    .select([...accountColumns, 'must_change_password'])
    .where('login', '=', login)
    .executeTakeFirst();
}

export function findPerson(db: Query, personId: string) {
  return db
    .selectFrom('person')
    .select([...accountColumns, 'must_change_password'])
    .where('id', '=', personId)
    .executeTakeFirst();
}

/**
 * Takes one of the account's attempts **before** the password is looked at, so that a hundred
 * guesses at the same moment are not a hundred guesses. The last attempt locks at once;
 * a right password takes the lock away again. False while locked.
 */
export async function takeAttempt(
  db: Query,
  options: { personId: string; now: number; wrongMax: number; lockMs: number },
): Promise<boolean> {
  const { personId, now, wrongMax, lockMs } = options;
  const count = sql<number>`case when locked_until is null then failed_sign_ins + 1 else 1 end`;
  const taken = await db
    .updateTable('person')
    .set({
      failed_sign_ins: count,
      locked_until: sql<
        number | null
      >`case when ${count} >= ${wrongMax} then ${now + lockMs}::bigint end`,
    })
    .where('id', '=', personId)
    .where((e) => e.or([e('locked_until', 'is', null), e('locked_until', '<=', now)]))
    .returning('failed_sign_ins')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function clearAttempts(db: Query, personId: string): Promise<void> {
  await db
    .updateTable('person')
    .set({ failed_sign_ins: 0, locked_until: null })
    .where('id', '=', personId)
    .execute();
}

export async function insertSession(
  db: Query,
  session: {
    tokenHash: Buffer;
    personId: string;
    now: number;
    expiresAt: number;
    userAgent: string;
  },
): Promise<void> {
  await db
    .insertInto('session')
    .values({
      token_hash: session.tokenHash,
      person_id: session.personId,
      created_at: session.now,
      seen_at: session.now,
      expires_at: session.expiresAt,
      user_agent: session.userAgent,
    })
    .execute();
}

/** A session with its person, active or not, expired or not. */
export function findSession(db: Query, tokenHash: Buffer) {
  return db
    .selectFrom('session')
    .innerJoin('person', 'person.id', 'session.person_id')
    .select([
      'session.person_id',
      'session.seen_at',
      'session.expires_at',
      'session.user_agent',
      'person.name',
      'person.locale',
      'person.active',
      'person.ends_on',
      'person.must_change_password',
    ])
    .where('session.token_hash', '=', tokenHash)
    .executeTakeFirst();
}

export async function touchSession(db: Query, tokenHash: Buffer, now: number): Promise<void> {
  await db
    .updateTable('session')
    .set({ seen_at: now })
    .where('token_hash', '=', tokenHash)
    .where('seen_at', '<', now)
    .execute();
}

/** When screens of these sessions were seen open last; null: closed. */
export async function saveScreens(
  db: Query,
  sessionKeys: readonly string[],
  at: number | null,
): Promise<void> {
  const hashes = sessionKeys.map((key) => Buffer.from(key, 'hex'));
  const any = sql<Buffer>`any(${sql.val(hashes)}::bytea[])`;
  await db.updateTable('session').set({ screen_at: at }).where('token_hash', '=', any).execute();
}

export async function deleteSession(db: Query, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
}

/** Ends the sessions of a person, except one; returns the hashes of those ended. */
export async function deleteSessionsOf(
  db: Query,
  personId: string,
  except: Buffer | null,
): Promise<Buffer[]> {
  let query = db.deleteFrom('session').where('person_id', '=', personId);
  if (except) query = query.where('token_hash', '<>', except);
  const rows = await query.returning('token_hash').execute();
  return rows.map((r) => r.token_hash);
}

export async function deleteExpiredSessions(db: Query, now: number): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<=', now).execute();
}

export async function updatePassword(
  db: Query,
  personId: string,
  passwordHash: string,
): Promise<void> {
  await db
    .updateTable('person')
    .set({ password_hash: passwordHash, must_change_password: false })
    .where('id', '=', personId)
    .execute();
}

export async function updateLocale(
  db: Query,
  personId: string,
  locale: 'zh' | 'en',
): Promise<void> {
  await db.updateTable('person').set({ locale }).where('id', '=', personId).execute();
}

export function findAssignments(db: Query, personId: string) {
  return db
    .selectFrom('role_assignment')
    .innerJoin('organisation', 'organisation.id', 'role_assignment.organisation_id')
    .select([
      'role_assignment.organisation_id',
      'role_assignment.role',
      'organisation.name',
      'organisation.kind',
    ])
    .where('role_assignment.person_id', '=', personId)
    .orderBy('organisation.name')
    .orderBy('role_assignment.role')
    .execute();
}

export async function findOrganisations(db: Query): Promise<OrganisationNode[]> {
  const rows = await db
    .selectFrom('organisation')
    .select(['id', 'kind', 'police_parent_id', 'education_parent_id'])
    .execute();
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind,
    policeParentId: r.police_parent_id,
    educationParentId: r.education_parent_id,
  }));
}

/** A value of the installation, or undefined. */
export async function findInstallation(db: Query, key: string): Promise<unknown> {
  const row = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return row?.value;
}

/** Active administrators who still have the password they were given. */
export async function countUnchangedAdministrators(db: Query): Promise<number> {
  const row = await db
    .selectFrom('person')
    .innerJoin('role_assignment', 'role_assignment.person_id', 'person.id')
    .select((e) => e.fn.count<number>('person.id').distinct().as('n'))
    .where('role_assignment.role', '=', 'administrator')
    .where('person.active', '=', true)
    .where('person.must_change_password', '=', true)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
