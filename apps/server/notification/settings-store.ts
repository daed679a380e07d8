import { type Db, json, type Tx } from '../platform/db.ts';
import type { PushSubscription } from './channels/webpush.ts';

type Query = Db['query'] | Tx;

export function findChannels(db: Query) {
  return db.selectFrom('channel').select(['kind', 'enabled', 'settings']).execute();
}

/** A browser belongs to whoever signed in on it last; of one person's the newest twenty stay. */
export async function upsertSubscription(
  db: Query,
  s: PushSubscription & { personId: string; at: number },
): Promise<void> {
  const values = { person_id: s.personId, p256dh: s.p256dh, auth: s.auth, created_at: s.at };
  await db
    .insertInto('push_subscription')
    .values({ endpoint: s.endpoint, ...values })
    .onConflict((c) => c.column('endpoint').doUpdateSet(values))
    .execute();
  await db
    .deleteFrom('push_subscription')
    .where('endpoint', 'in', (e) =>
      e
        .selectFrom('push_subscription')
        .select('endpoint')
        .where('person_id', '=', s.personId)
        .orderBy('created_at', 'desc')
        .offset(20),
    )
    .execute();
}

export function findSubscription(
  db: Query,
  endpoint: string,
): Promise<PushSubscription | undefined> {
  return db
    .selectFrom('push_subscription')
    .select(['endpoint', 'p256dh', 'auth'])
    .where('endpoint', '=', endpoint)
    .executeTakeFirst();
}

/** `personId` null: whoever's it is (the push service said that it is gone). */
export async function deleteSubscription(
  db: Query,
  endpoint: string,
  personId: string | null,
): Promise<void> {
  let query = db.deleteFrom('push_subscription').where('endpoint', '=', endpoint);
  if (personId !== null) query = query.where('person_id', '=', personId);
  await query.execute();
}

/** The value under this key; the first of several instances to offer one decides it. */
export async function findOrInsertInstallation<T>(
  db: Query,
  key: string,
  offer: () => T,
): Promise<T> {
  const find = () =>
    db.selectFrom('installation').select('value').where('key', '=', key).executeTakeFirst();
  const known = await find();
  if (known) return known.value as T;
  await db
    .insertInto('installation')
    .values({ key, value: json(offer()) })
    .onConflict((c) => c.column('key').doNothing())
    .execute();
  return (await find())?.value as T;
}

/** Chats are set up by the names of schools. */
export async function findSchoolNames(db: Query): Promise<string[]> {
  const rows = await db
    .selectFrom('organisation')
    .select('name')
    .where('kind', '=', 'school')
    .execute();
  return rows.map((r) => r.name);
}
