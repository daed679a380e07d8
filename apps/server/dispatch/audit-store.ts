import { type Kysely, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { json } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

/** Most rows shown of each kind: more than that is one fault, not two hundred. */
const rowsMax = 200;

/** Open alarms of these schools, the step that is due soonest first. */
export function findOpenAlarms(db: Kysely<Tables>, schoolIds: readonly string[]) {
  return db
    .selectFrom('alarm')
    .select(['id', 'school_id', 'zone_id', 'alarm_kind', 'state', 'plan', 'tier', 't2'])
    .select(['due_at', 'step_failures'])
    .where('state', '!=', 'closed')
    .where('school_id', '=', sql<string>`any(${sql.val([...schoolIds])}::uuid[])`)
    .orderBy(sql`due_at nulls first`)
    .limit(rowsMax)
    .execute();
}

/** What each consumer has still to hear of. Those with nothing are not in it. */
export function findWaiting(db: Kysely<Tables>) {
  return db
    .selectFrom('delivery')
    .select((e) => [
      'consumer',
      e.fn.countAll<number>().as('waiting'),
      e.fn.min('at').as('oldestAt'),
      e.fn.count<number>('parked_at').as('parked'),
    ])
    .groupBy('consumer')
    .execute();
}

export function findParked(db: Kysely<Tables>, schoolIds: readonly string[]) {
  return db
    .selectFrom('delivery')
    .select(['id', 'consumer', 'school_id', 'at', 'attempts', 'due_at', 'error'])
    .select(sql<string>`fact ->> 'type'`.as('type'))
    .where('parked_at', 'is not', null)
    .where((e) =>
      e.or([
        e('school_id', 'is', null),
        e('school_id', '=', sql<string>`any(${sql.val([...schoolIds])}::uuid[])`),
      ]),
    )
    .orderBy('at')
    .limit(rowsMax)
    .execute();
}

/** Makes a parked delivery due now; the consumer to wake, or null when there is none (any more) in scope. */
export async function makeDue(
  db: Kysely<Tables>,
  at: { deliveryId: number; schoolIds: readonly string[]; now: number },
): Promise<string | null> {
  const row = await db
    .updateTable('delivery')
    .set({ due_at: at.now })
    .where('id', '=', at.deliveryId)
    .where('parked_at', 'is not', null)
    .where((e) =>
      e.or([
        e('school_id', 'is', null),
        e('school_id', '=', sql<string>`any(${sql.val([...at.schoolIds])}::uuid[])`),
      ]),
    )
    .returning('consumer')
    .executeTakeFirst();
  return row?.consumer ?? null;
}

/** Small things of the installation as a whole: when the auditor looked, how the watchdog answered. */
export async function findSign<T>(db: Db['query'], key: string): Promise<T | null> {
  const row = await db
    .selectFrom('installation')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirst();
  return (row?.value as T | undefined) ?? null;
}

export async function saveSign(db: Db['query'], key: string, value: unknown): Promise<void> {
  await db
    .insertInto('installation')
    .values({ key, value: json(value) })
    .onConflict((c) => c.column('key').doUpdateSet({ value: json(value) }))
    .execute();
}
