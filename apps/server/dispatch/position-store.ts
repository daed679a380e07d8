import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** Who shares their position while on duty. */
export function findSharing(db: Kysely<Tables>) {
  return db.selectFrom('position_sharing').selectAll().execute();
}

export async function insertSharing(db: Kysely<Tables>, personId: string, now: number) {
  await db
    .insertInto('position_sharing')
    .values({ person_id: personId, since: now })
    .onConflict((c) => c.doNothing())
    .execute();
}

export async function deleteSharing(db: Kysely<Tables>, personId: string) {
  await db.deleteFrom('position_sharing').where('person_id', '=', personId).execute();
}

/** Passes through the database without lying in it. */
export async function notifyOthers(db: Kysely<Tables>, channel: string, payload: string) {
  await sql`select pg_notify(${channel}, ${payload})`.execute(db);
}
