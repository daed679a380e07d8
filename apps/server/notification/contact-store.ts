import type { QuietHours } from '@anyuan/contracts/contact.ts';
import { sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;

export interface Contact {
  channel: string;
  address: string;
}

/** Further addresses of these people, by person, in the order that each chose. */
export async function findContacts(
  db: Query,
  personIds: readonly string[],
): Promise<Map<string, Contact[]>> {
  const rows = await db
    .selectFrom('contact')
    .select(['person_id', 'channel', 'address'])
    .where('person_id', 'in', [...personIds])
    .orderBy('position')
    .orderBy('address')
    .execute();
  const found = new Map<string, Contact[]>();
  for (const { person_id, channel, address } of rows) {
    found.set(person_id, [...(found.get(person_id) ?? []), { channel, address }]);
  }
  return found;
}

/** Quiet hours of those who have any, with the clock of the first organisation they belong to. */
export async function findQuiet(
  db: Query,
  personIds: readonly string[],
): Promise<Map<string, QuietHours & { timeZone: string }>> {
  const rows = await db
    .selectFrom('person as p')
    .select(['p.id', 'p.quiet_from_minute', 'p.quiet_to_minute'])
    .select(
      sql<string | null>`(select o.time_zone from role_assignment ra
        join organisation o on o.id = ra.organisation_id
        where ra.person_id = p.id order by o.id limit 1)`.as('time_zone'),
    )
    .where('p.id', 'in', [...personIds])
    .where('p.quiet_from_minute', 'is not', null)
    .execute();
  return new Map(
    rows.map((r) => [
      r.id,
      {
        fromMinute: r.quiet_from_minute ?? 0,
        toMinute: r.quiet_to_minute ?? 0,
        timeZone: r.time_zone ?? 'Asia/Shanghai',
      },
    ]),
  );
}
