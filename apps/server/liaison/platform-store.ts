import {
  type Exchange,
  type Platform,
  platformSchema,
} from '@anyuan/contracts/routes/platforms.ts';
import { sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

export async function findPlatforms(db: Query): Promise<Platform[]> {
  const row = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', 'platforms')
    .executeTakeFirst();
  return row ? platformSchema.array().parse(row.value) : [];
}

export async function savePlatforms(db: Query, platforms: readonly Platform[]): Promise<void> {
  const value = json(platforms);
  await db
    .insertInto('installation')
    .values({ key: 'platforms', value })
    .onConflict((c) => c.column('key').doUpdateSet({ value }))
    .execute();
}

/** The newest messages both ways; what they said stays out. */
export async function findExchanges(db: Query, limit: number): Promise<Exchange[]> {
  const [sent, taken] = await Promise.all([
    db
      .selectFrom('platform_message')
      .select(['platform', 'kind', 'at', 'sent_at', 'due_at', 'attempts', 'error'])
      .orderBy('at', 'desc')
      .limit(limit)
      .execute(),
    db
      .selectFrom('incident_platform')
      .select(['platform', 'number', 'at'])
      .orderBy('at', 'desc')
      .limit(limit)
      .execute(),
  ]);
  const out = sent.map((m): Exchange => {
    const { platform, at, attempts, error } = m;
    const state = m.sent_at !== null ? 'sent' : m.due_at !== null ? 'waiting' : 'failed';
    return { platform, direction: 'out', at, what: m.kind, state, attempts, error };
  });
  const into = taken.map(({ platform, number, at }): Exchange => {
    const kept = { state: 'taken', attempts: 1, error: null } as const;
    return { platform, direction: 'in', at, what: number, ...kept };
  });
  return [...out, ...into].sort((a, b) => b.at - a.at).slice(0, limit);
}

/** Locks what is known under the platform's own number. */
export function lockLink(tx: Tx, platform: string, number: string) {
  return tx
    .selectFrom('incident_platform as ip')
    .leftJoin('incident_alarm as ia', 'ia.alarm_id', 'ip.alarm_id')
    .select(['ip.incident_id', 'ip.alarm_id', 'ip.state', 'ip.school_id'])
    .select('ia.incident_id as opened_id')
    .where('ip.platform', '=', platform)
    .where('ip.number', '=', number)
    .executeTakeFirst();
}

export async function saveLink(
  tx: Tx,
  link: {
    platform: string;
    number: string;
    incidentId: string | null;
    alarmId: string | null;
    schoolId: string;
    state: string;
    at: number;
    fields: object;
  },
): Promise<void> {
  const changes = {
    incident_id: link.incidentId,
    state: link.state,
    at: link.at,
    fields: json(link.fields),
  };
  await tx
    .insertInto('incident_platform')
    .values({
      platform: link.platform,
      number: link.number,
      alarm_id: link.alarmId,
      school_id: link.schoolId,
      ...changes,
    })
    .onConflict((c) => c.columns(['platform', 'number']).doUpdateSet(changes))
    .execute();
}

export async function insertMessage(
  tx: Tx,
  m: { id: string; platform: string; incidentId: string; kind: string; body: object; at: number },
): Promise<void> {
  const { id, platform, incidentId, kind, body, at } = m;
  await tx
    .insertInto('platform_message')
    .values({ id, platform, incident_id: incidentId, kind, body: json(body), due_at: at, at })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

/** Takes due messages; pushed ahead, so that after a crash they come again. */
export function claimMessages(db: Query, at: { now: number; leaseUntil: number; limit: number }) {
  return db
    .updateTable('platform_message')
    .set((e) => ({ due_at: at.leaseUntil, attempts: e('attempts', '+', 1) }))
    .where('id', 'in', (e) =>
      e
        .selectFrom('platform_message')
        .select('id')
        .where('due_at', '<=', at.now)
        .orderBy('due_at')
        .limit(at.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'platform', 'kind', 'body', 'attempts'])
    .execute();
}

export async function settleMessage(
  db: Query,
  m: { id: string; sentAt: number | null; dueAt: number | null; error: string | null },
): Promise<void> {
  await db
    .updateTable('platform_message')
    .set({ sent_at: m.sentAt, due_at: m.dueAt, error: m.error })
    .where('id', '=', m.id)
    .execute();
}

export async function findNextMessage(db: Query): Promise<number | null> {
  const row = await db
    .selectFrom('platform_message')
    .select('due_at')
    .where('due_at', 'is not', null)
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst();
  return row?.due_at ?? null;
}

/** Shared incidents of these schools since then, as a platform should have them. */
export function findShared(db: Query, of: { schoolIds: readonly string[]; since: number }) {
  return db
    .selectFrom('incident')
    .select(['id', 'state'])
    .where('school_id', '=', sql<string>`any(${sql.val(of.schoolIds)}::uuid[])`)
    .where('shared', '=', true)
    .where('merged_into_id', 'is', null)
    .where('reported_at', '>=', of.since)
    .execute();
}

/** Numbers of the calls that this platform sent. */
export async function findNumbers(db: Query, platform: string): Promise<string[]> {
  const rows = await db
    .selectFrom('incident_platform')
    .select('number')
    .where('platform', '=', platform)
    .execute();
  return rows.map((r) => r.number);
}

/** Which of these numbers are incidents of ours, whatever their age. */
export async function findKnownIds(db: Query, numbers: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('incident')
    .select('id')
    .where(sql<boolean>`id::text = any(${sql.val(numbers)}::text[])`)
    .execute();
  return rows.map((r) => r.id);
}

/** What a platform is told of an incident. */
export function findTold(tx: Tx, incidentId: string) {
  return tx
    .selectFrom('incident')
    .select(['id', 'number', 'school_id', 'shared', 'alarm_kind', 'kind', 'level', 'state'])
    .select(['place', 'occurred_at', 'reported_at', 'concluded_at'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
}
