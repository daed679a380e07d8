import { type Platform, platformSchema } from '@anyuan/contracts/routes/platforms.ts';
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

/** What a platform is told of an incident. */
export function findTold(tx: Tx, incidentId: string) {
  return tx
    .selectFrom('incident')
    .select(['id', 'number', 'school_id', 'shared', 'alarm_kind', 'kind', 'level', 'state'])
    .select(['place', 'occurred_at', 'reported_at', 'concluded_at'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
}
