import type { Db, Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

/** Takes sent messages whose provider is to be asked. Pushed ahead: after a crash they come again. */
export function claimAsking(
  db: Query,
  options: { channel: string; now: number; leaseUntil: number; limit: number },
) {
  return db
    .updateTable('notification')
    .set({ ask_at: options.leaseUntil })
    .where('id', 'in', (e) =>
      e
        .selectFrom('notification')
        .select('id')
        .where('channel', '=', options.channel)
        .where('ask_at', '<=', options.now)
        .orderBy('ask_at')
        .limit(options.limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'alarm_id', 'target', 'receipt', 'reference', 'sent_at'])
    .execute();
}
export type Asking = Awaited<ReturnType<typeof claimAsking>>[number];

export async function findNextAsking(db: Query, channel: string): Promise<number | null> {
  const row = await db
    .selectFrom('notification')
    .select('ask_at')
    .where('channel', '=', channel)
    .where('ask_at', 'is not', null)
    .orderBy('ask_at')
    .limit(1)
    .executeTakeFirst();
  return row?.ask_at ?? null;
}

/** Null: asked often enough, or answered. */
export async function setAsking(db: Query, id: string, askAt: number | null): Promise<void> {
  await db.updateTable('notification').set({ ask_at: askAt }).where('id', '=', id).execute();
}

/**
 * Sent, but the provider says that it never arrived: those among the members of this row (or itself)
 * that nobody has read otherwise. Returns each with its alarm and school.
 */
export async function markUndelivered(
  db: Query,
  failure: { id: string; error: string; at: number },
): Promise<{ id: string; alarm_id: string | null; school_id: string | null }[]> {
  const { id, error, at } = failure;
  const row = await db
    .updateTable('notification')
    .set({ state: 'failed', failed_at: at, error, ask_at: null })
    .where('id', '=', id)
    .where('state', '=', 'sent')
    .returning(['id', 'alarm_id', 'payload'])
    .executeTakeFirst();
  if (!row) return [];
  const members = membersOf(row.payload);
  const failed =
    members.length === 0
      ? [row]
      : await db
          .updateTable('notification')
          .set({ state: 'failed', failed_at: at, error })
          .where('id', 'in', members)
          .where('state', '=', 'sent')
          .returning(['id', 'alarm_id'])
          .execute();
  const alarmIds = failed.flatMap((f) => f.alarm_id ?? []);
  const alarms =
    alarmIds.length === 0
      ? []
      : await db
          .selectFrom('alarm')
          .select(['id', 'school_id'])
          .where('id', 'in', alarmIds)
          .execute();
  const schoolOf = new Map(alarms.map((a) => [a.id, a.school_id]));
  return failed.map((f) => ({
    id: f.id,
    alarm_id: f.alarm_id,
    school_id: schoolOf.get(f.alarm_id ?? '') ?? null,
  }));
}

function membersOf(payload: Record<string, unknown>): string[] {
  const members = payload.type === 'gather' ? (payload.members as { id: string }[]) : [];
  return members.map((m) => m.id);
}
