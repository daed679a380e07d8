import type { ContactChannel, QuietHours } from '@anyuan/contracts/contact.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';

export type Query = Db['query'] | Tx;

const anyOf = (ids: readonly string[]) => sql<string>`any(${sql.val(ids)}::uuid[])`;

/** One address on record. */
export interface Kept {
  id: string;
  personId: string;
  channel: ContactChannel;
  address: string;
  confirmedAt: number | null;
  position: number;
}

const channels: readonly ContactChannel[] = ['phone', 'email', 'wecom', 'wechat'];

/** Addresses of these people, in the order that each of them chose. */
export async function findContacts(db: Query, personIds: readonly string[]): Promise<Kept[]> {
  const rows = await db
    .selectFrom('contact')
    .select(['id', 'person_id', 'channel', 'address', 'confirmed_at', 'position'])
    .where('person_id', '=', anyOf(personIds))
    .where('channel', 'in', channels)
    .orderBy('position')
    .orderBy('added_at')
    .orderBy('id')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    personId: r.person_id,
    channel: r.channel as ContactChannel,
    address: r.address,
    confirmedAt: r.confirmed_at,
    position: r.position,
  }));
}

/** The accounts themselves; locked, so that two edits of one person's list come one after the other. */
export function lockPerson(tx: Tx, personId: string) {
  return tx
    .selectFrom('person')
    .select(['id', 'phone', 'email'])
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
}

export function findAccounts(db: Query, personIds: readonly string[]) {
  return db
    .selectFrom('person')
    .select(['id', 'phone', 'email', 'quiet_from_minute', 'quiet_to_minute'])
    .where('id', '=', anyOf(personIds))
    .execute();
}

/** People with a role at the organisation, by name; `personId`: that one only. */
export function findPeopleAt(db: Query, organisationId: string, personId?: string) {
  let query = db
    .selectFrom('role_assignment as ra')
    .innerJoin('person as p', 'p.id', 'ra.person_id')
    .select(['p.id', 'p.name', 'p.active'])
    .select(sql<Role[]>`array_agg(ra.role order by ra.role)`.as('roles'))
    .select(
      sql<number>`(select count(*)::int from push_subscription s where s.person_id = p.id
        and coalesce(s.last_success_at, s.created_at) >= coalesce(s.last_failure_at, 0))`.as(
        'push_count',
      ),
    )
    .where('ra.organisation_id', '=', organisationId)
    .groupBy('p.id')
    .orderBy('p.name');
  if (personId !== undefined) query = query.where('p.id', '=', personId);
  return query.execute();
}

export async function insertContact(
  tx: Tx,
  contact: Kept & { now: number; addedBy: string },
): Promise<void> {
  await tx
    .insertInto('contact')
    .values({
      id: contact.id,
      person_id: contact.personId,
      channel: contact.channel,
      address: contact.address,
      confirmed_at: contact.confirmedAt,
      position: contact.position,
      added_at: contact.now,
      added_by: contact.addedBy,
    })
    .execute();
}

/** Moves the address out of use; kept for a day, so that it can be taken back as it was. */
export async function removeContact(tx: Tx, contact: Kept, now: number): Promise<void> {
  const dayAgo = now - 86_400_000;
  await tx.deleteFrom('contact').where('id', '=', contact.id).execute();
  await tx.deleteFrom('contact_removed').where('removed_at', '<', dayAgo).execute();
  await tx
    .insertInto('contact_removed')
    .values({
      id: contact.id,
      person_id: contact.personId,
      channel: contact.channel,
      address: contact.address,
      confirmed_at: contact.confirmedAt,
      position: contact.position,
      removed_at: now,
    })
    .execute();
}

/** What was removed within a day; it is gone from there afterwards. */
export async function takeRemoved(
  tx: Tx,
  options: { id: string; personId: string; now: number },
): Promise<Kept | null> {
  const row = await tx
    .deleteFrom('contact_removed')
    .where('id', '=', options.id)
    .where('person_id', '=', options.personId)
    .where('removed_at', '>=', options.now - 86_400_000)
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    personId: row.person_id,
    channel: row.channel as ContactChannel,
    address: row.address,
    confirmedAt: row.confirmed_at,
    position: row.position,
  };
}

export async function setPosition(tx: Tx, id: string, position: number): Promise<void> {
  await tx.updateTable('contact').set({ position }).where('id', '=', id).execute();
}

export async function setConfirmed(tx: Tx, id: string, now: number): Promise<void> {
  await tx.updateTable('contact').set({ confirmed_at: now }).where('id', '=', id).execute();
}

export async function setQuiet(
  db: Query,
  personId: string,
  quiet: QuietHours | null,
): Promise<void> {
  await db
    .updateTable('person')
    .set({
      quiet_from_minute: quiet?.fromMinute ?? null,
      quiet_to_minute: quiet?.toMinute ?? null,
    })
    .where('id', '=', personId)
    .execute();
}

/** Other active people with this address, once per role: on their list or on their account. */
export async function findTwins(
  db: Query,
  options: { channel: ContactChannel; spellings: readonly string[]; exceptId: string },
) {
  const { channel, spellings, exceptId } = options;
  const own = channel === 'phone' || channel === 'email' ? sql.ref(`p.${channel}`) : sql`null`;
  return db
    .selectFrom('person as p')
    .innerJoin('role_assignment as ra', 'ra.person_id', 'p.id')
    .innerJoin('organisation as o', 'o.id', 'ra.organisation_id')
    .select(['p.name', 'ra.role', 'o.id as organisation_id', 'o.name as organisation_name'])
    .where('p.active', '=', true)
    .where('p.id', '<>', exceptId)
    .where(
      sql<boolean>`(${own} = any(${sql.val(spellings)}::text[]) or exists (
        select from contact c where c.person_id = p.id and c.channel = ${channel}
          and c.address = any(${sql.val(spellings)}::text[])))`,
    )
    .orderBy('o.name')
    .limit(5)
    .execute();
}
