import type { Query } from './store.ts';

/** One secret address per person: the new one ends the old one. */
export async function deleteAndInsertLink(
  db: Query,
  link: { personId: string; hash: Buffer; now: number },
): Promise<void> {
  const values = { token_hash: link.hash, created_at: link.now };
  await db
    .insertInto('calendar_link')
    .values({ person_id: link.personId, ...values })
    .onConflict((c) => c.column('person_id').doUpdateSet(values))
    .execute();
}

/** Whose calendar it is; nobody's when the person is there no more. */
export function findPersonOfLink(db: Query, hash: Buffer) {
  return db
    .selectFrom('calendar_link')
    .innerJoin('person', 'person.id', 'calendar_link.person_id')
    .select(['person.id', 'person.name'])
    .where('token_hash', '=', hash)
    .where('person.active', '=', true)
    .executeTakeFirst();
}
