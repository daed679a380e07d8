import type { NotificationState } from '@anyuan/contracts/alarm.ts';
import type { Role } from '@anyuan/contracts/permissions.ts';
import { sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';
import type { GatherPayload, Payload } from './payload.ts';

type Query = Db['query'] | Tx;

export interface NewNotification {
  id: string;
  alarmId: string;
  personId: string | null;
  channel: string;
  target: string;
  dedupKey: string;
  payload: Payload;
  receipt: string;
  queuedAt: number;
  /** Null: not sent by itself (live, or told with others). */
  dueAt: number | null;
}

/** The same where it need not be about an alarm. */
export type NewRow = Omit<NewNotification, 'alarmId'> & { alarmId: string | null };

/** Rows per statement; 11 parameters each, PostgreSQL takes 65,535. */
const rowsMax = 2000;

function valuesOf(n: NewRow) {
  return {
    id: n.id,
    alarm_id: n.alarmId,
    person_id: n.personId,
    channel: n.channel,
    target: n.target,
    dedup_key: n.dedupKey,
    payload: json(n.payload),
    receipt: n.receipt,
    state: 'queued' as const,
    queued_at: n.queuedAt,
    due_at: n.dueAt,
  };
}

/** Writes what is new; a message that is there already stays as it is. */
export async function insertNotifications(db: Query, all: readonly NewRow[]) {
  for (let from = 0; from < all.length; from += rowsMax) {
    await db
      .insertInto('notification')
      .values(all.slice(from, from + rowsMax).map(valuesOf))
      .onConflict((c) => c.column('dedup_key').doNothing())
      .execute();
  }
}

/** Which of these keys are there already. */
export async function findKnownKeys(db: Query, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom('notification')
    .select('dedup_key')
    .where('dedup_key', '=', sql<string>`any(${sql.val(keys)}::text[])`)
    .execute();
  return new Set(rows.map((r) => r.dedup_key));
}

/**
 * Adds members to a gathering that has not left yet; false when it has, or is just leaving. Then
 * the members need a gathering of their own: none is lost between the two.
 */
export async function addToGathering(
  db: Query,
  n: NewNotification & { payload: GatherPayload },
): Promise<boolean> {
  const row = await db
    .insertInto('notification')
    .values(valuesOf(n))
    .onConflict((c) =>
      c
        .column('dedup_key')
        .doUpdateSet({
          payload: sql`jsonb_set(notification.payload, '{members}',
            (notification.payload -> 'members') || (excluded.payload -> 'members'))`,
        })
        .where('notification.attempts', '=', 0)
        .where('notification.state', '=', 'queued'),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export function findAlarms(db: Query, ids: readonly string[]) {
  return (
    db
      .selectFrom('alarm')
      .select(['id', 'school_id', 'zone_id', 'kind', 'alarm_kind', 'confidence', 'reasons'])
      .select(['state', 'people', 't0', 't2', 'verdict', 'closed_by'])
      // A batch of notices is about no alarm at all: `in ()` would be refused by the database.
      .where('id', '=', sql<string>`any(${sql.val(ids)}::uuid[])`)
      .execute()
  );
}

/** People who hold one of these roles at the schools or at the station above each. */
export async function findLeaders(
  db: Query,
  schoolIds: readonly string[],
  roles: readonly Role[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom('organisation as school')
    .innerJoin('role_assignment as ra', (j) =>
      j.on((e) =>
        e.or([
          e('ra.organisation_id', '=', e.ref('school.id')),
          e('ra.organisation_id', '=', e.ref('school.police_parent_id')),
        ]),
      ),
    )
    .select(['school.id as school_id', 'ra.person_id'])
    .distinct()
    .where('school.id', 'in', [...schoolIds])
    .where('ra.role', 'in', [...roles])
    .execute();
  const found = new Map<string, string[]>();
  for (const { school_id, person_id } of rows) {
    found.set(school_id, [...(found.get(school_id) ?? []), person_id]);
  }
  return found;
}

/** Active people with the endpoints of their browsers. */
export function findPeople(db: Query, ids: readonly string[]) {
  return db
    .selectFrom('person')
    .leftJoin('push_subscription as push', 'push.person_id', 'person.id')
    .select(['person.id', 'person.title', 'person.locale', 'person.email', 'person.login'])
    .select('person.phone')
    .select(sql<string[]>`array_remove(array_agg(push.endpoint), null)`.as('endpoints'))
    .where('person.id', 'in', [...ids])
    .where('person.active', '=', true)
    .groupBy('person.id')
    .execute();
}

export async function findTitles(db: Query, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('person')
    .select(['id', 'title'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((r) => [r.id, r.title]));
}

/** Takes due messages for sending. Pushed ahead to `leaseUntil`: after a crash they come again. */
export async function claimNotifications(
  db: Query,
  options: { channel: string; now: number; leaseUntil: number; limit: number },
) {
  const rows = await db
    .updateTable('notification')
    .set((e) => ({ due_at: options.leaseUntil, attempts: e('attempts', '+', 1) }))
    .where('id', 'in', (e) =>
      e
        .selectFrom('notification')
        .select('id')
        .where('channel', '=', options.channel)
        .where('due_at', '<=', options.now)
        .orderBy('due_at')
        .limit(options.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'alarm_id', 'person_id', 'target', 'payload', 'receipt', 'attempts'])
    .returning('queued_at')
    .execute();
  return rows.map((r) => ({ ...r, payload: r.payload as unknown as Payload }));
}
export type Claimed = Awaited<ReturnType<typeof claimNotifications>>[number];

export async function findNextDue(db: Query, channel: string): Promise<number | null> {
  const row = await db
    .selectFrom('notification')
    .select('due_at')
    .where('channel', '=', channel)
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

export interface SentMessage {
  id: string;
  /** Told in it: they have no number of their own at the provider. */
  memberIds: readonly string[];
  at: number;
  /** The provider's number of it, and when to ask about it. */
  ask: { reference: string; at: number } | null;
}

/** They left. A receipt may have come before this was written: then that stays. */
export async function markSent(db: Query, messages: readonly SentMessage[]): Promise<void> {
  const rows = messages.flatMap(({ id, memberIds, at, ask }) => [
    { id, at, reference: ask?.reference ?? null, askAt: ask?.at ?? null },
    ...memberIds.map((m) => ({ id: m, at, reference: null, askAt: null })),
  ]);
  await sql`
    update notification n set
      state = case when n.state in ('delivered', 'read') then n.state else 'sent' end,
      sent_at = coalesce(n.sent_at, s.at), due_at = null, error = null,
      reference = coalesce(s.reference, n.reference), ask_at = coalesce(s.ask_at, n.ask_at)
    from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.at)}::bigint[],
      ${rows.map((r) => r.reference)}::text[], ${rows.map((r) => r.askAt)}::bigint[])
      as s (id, at, reference, ask_at)
    where n.id = s.id`.execute(db);
}

export async function markForRetry(
  db: Query,
  row: { id: string; attempts: number; error: string; dueAt: number },
): Promise<void> {
  await db
    .updateTable('notification')
    .set({ due_at: row.dueAt, error: row.error })
    .where('id', '=', row.id)
    .where('state', '=', 'queued')
    // Another instance may have taken it over after the lease: its attempt counts, not ours.
    .where('attempts', '=', row.attempts)
    .execute();
}

/** Given up. Returns which of them really failed (were not delivered or sent before). */
export function markFailed(db: Query, ids: readonly string[], error: string, now: number) {
  return db
    .updateTable('notification')
    .set({ state: 'failed', failed_at: now, due_at: null, error })
    .where('id', 'in', [...ids])
    .where('state', '=', 'queued')
    .returning(['id', 'alarm_id'])
    .execute();
}

/**
 * Receipt by the code in the message; false when there is no such message. A gathering's receipt
 * counts for every message that was told in it.
 */
export async function markReceipt(
  db: Query,
  receipt: string,
  state: 'delivered' | 'read',
  now: number,
): Promise<boolean> {
  const first = (column: 'sent_at' | 'delivered_at' | 'read_at') =>
    sql<number>`coalesce(${sql.ref(column)}, ${now}::bigint)`;
  const marked = {
    state:
      state === 'read'
        ? state
        : sql<NotificationState>`case when state = 'read' then state else 'delivered' end`,
    sent_at: first('sent_at'),
    delivered_at: first('delivered_at'),
    ...(state === 'read' ? { read_at: first('read_at') } : {}),
    due_at: null,
  };
  const row = await db
    .updateTable('notification')
    .set(marked)
    .where('receipt', '=', receipt)
    .returning('payload')
    .executeTakeFirst();
  if (!row) return false;
  const payload = row.payload as unknown as Payload;
  if (payload.type !== 'gather') return true;
  const ids = payload.members.map((m) => m.id);
  await db.updateTable('notification').set(marked).where('id', 'in', ids).execute();
  return true;
}

/** Messages of one alarm for its page. Gatherings stand there as their members. */
export function findNotificationsOf(db: Query, alarmId: string) {
  return db
    .selectFrom('notification as n')
    .leftJoin('person', 'person.id', 'n.person_id')
    .select(['n.id', 'person.name', 'n.channel', 'n.state', 'n.attempts', 'n.queued_at'])
    .select(['n.sent_at', 'n.delivered_at', 'n.read_at', 'n.error'])
    .where('n.alarm_id', '=', alarmId)
    .where(sql<boolean>`n.payload ->> 'type' is distinct from 'gather'`)
    .orderBy('n.queued_at')
    .orderBy('n.id')
    .execute();
}
