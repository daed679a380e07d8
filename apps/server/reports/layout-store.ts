import type { WallLayout } from '@anyuan/contracts/figures.ts';
import type { Kysely } from 'kysely';
import { json } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export async function findLayout(db: Query, personId: string): Promise<unknown> {
  const row = await db
    .selectFrom('wall_layout')
    .select('body')
    .where('person_id', '=', personId)
    .executeTakeFirst();
  return row?.body ?? null;
}

export async function saveLayout(
  db: Query,
  own: { personId: string; layout: WallLayout; at: number },
): Promise<void> {
  const body = json(own.layout);
  await db
    .insertInto('wall_layout')
    .values({ person_id: own.personId, body, saved_at: own.at })
    .onConflict((c) => c.column('person_id').doUpdateSet({ body, saved_at: own.at }))
    .execute();
}

export async function deleteLayout(db: Query, personId: string): Promise<void> {
  await db.deleteFrom('wall_layout').where('person_id', '=', personId).execute();
}
