import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

/** Only its own: a terminal cannot report for another. */
const ofTerminal = (id: string, terminalId: string) =>
  sql<boolean>`id = ${id} and channel = 'speaker' and target = ${terminalId}`;

/** It was heard. The first report stays; `note` says that a recording was played in place of the words. */
export async function markHeard(
  db: Query,
  at: { id: string; terminalId: string; now: number; note: string | null },
): Promise<void> {
  await db
    .updateTable('notification')
    .set({
      state: 'delivered',
      sent_at: sql<number>`coalesce(sent_at, ${at.now}::bigint)`,
      delivered_at: at.now,
      due_at: null,
      error: at.note,
    })
    .where(ofTerminal(at.id, at.terminalId))
    .where('state', 'in', ['queued', 'sent'])
    .execute();
}

/** It was not; undefined when that is known or heard already. */
export function markUnspoken(
  db: Query,
  at: { id: string; terminalId: string; now: number; error: string },
): Promise<{ alarm_id: string | null } | undefined> {
  return db
    .updateTable('notification')
    .set({ state: 'failed', failed_at: at.now, due_at: null, error: at.error })
    .where(ofTerminal(at.id, at.terminalId))
    .where('state', 'in', ['queued', 'sent'])
    .returning('alarm_id')
    .executeTakeFirst();
}

export async function findSchoolOfAlarm(db: Query, alarmId: string): Promise<string | null> {
  const row = await db
    .selectFrom('alarm')
    .select('school_id')
    .where('id', '=', alarmId)
    .executeTakeFirst();
  return row?.school_id ?? null;
}
