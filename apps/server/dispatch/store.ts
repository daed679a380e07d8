import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** Open alarms whose next step should have come before `beforeMs`, or failed when it was tried. */
export async function findLateAlarms(
  db: Kysely<Tables>,
  beforeMs: number,
): Promise<{ id: string; schoolId: string }[]> {
  return db
    .selectFrom('alarm')
    .select(['id', 'school_id as schoolId'])
    .where('due_at', 'is not', null)
    .where((e) => e.or([e('due_at', '<', beforeMs), e('step_failures', '>', 0)]))
    .limit(100)
    .execute();
}

/** Open alarms without anybody called: the place was empty when they came, and still is. */
export async function findAlarmsOfNobody(
  db: Kysely<Tables>,
): Promise<{ id: string; schoolId: string }[]> {
  return db
    .selectFrom('alarm')
    .select(['id', 'school_id as schoolId'])
    .where('due_at', 'is not', null)
    .where(sql<boolean>`people = '[]'::jsonb`)
    .limit(100)
    .execute();
}

/** Ids of open alarms whose next step is later than `afterMs`. */
export async function findFarAheadIds(db: Kysely<Tables>, afterMs: number): Promise<string[]> {
  const rows = await db
    .selectFrom('alarm')
    .select('id')
    .where('due_at', '>', afterMs)
    .limit(1000)
    .execute();
  return rows.map((r) => r.id);
}

export async function pullForward(db: Kysely<Tables>, id: string, now: number): Promise<void> {
  await db
    .updateTable('alarm')
    .set({ due_at: now })
    .where('id', '=', id)
    .where('due_at', '>', now)
    .execute();
}

/** Consumers with a delivery that has been waiting since before `beforeMs`. */
export async function findLaggingConsumers(
  db: Kysely<Tables>,
  beforeMs: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('delivery')
    .select('consumer')
    .distinct()
    .where('due_at', '<', beforeMs)
    .where('parked_at', 'is', null)
    .execute();
  return rows.map((r) => r.consumer);
}
