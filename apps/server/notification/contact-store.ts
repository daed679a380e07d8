import type { Db, Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

export interface Contact {
  channel: string;
  address: string;
}

/** Further addresses of these people, by person. */
export async function findContacts(
  db: Query,
  personIds: readonly string[],
): Promise<Map<string, Contact[]>> {
  const rows = await db
    .selectFrom('contact')
    .select(['person_id', 'channel', 'address'])
    .where('person_id', 'in', [...personIds])
    .orderBy('address')
    .execute();
  const found = new Map<string, Contact[]>();
  for (const { person_id, channel, address } of rows) {
    found.set(person_id, [...(found.get(person_id) ?? []), { channel, address }]);
  }
  return found;
}
