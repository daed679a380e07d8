import type { ChannelContent } from '@anyuan/core/notification/channel-version.ts';
import { sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';
import type { SettingValues } from './channels/channel.ts';

export interface ChannelVersionRow extends ChannelContent {
  kind: string;
  version: number;
  at: number | null;
  person: string | null;
}

/** Keeps those apart who change one channel, until the transaction ends. It may have no row yet. */
export async function lockChannel(tx: Tx, kind: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`channel ${kind}`}, 0))`.execute(tx);
}

function versions(db: Db['query'] | Tx) {
  return db
    .selectFrom('channel_version as v')
    .leftJoin('person as p', 'p.id', 'v.person_id')
    .select(['v.kind', 'v.version', 'v.enabled', 'v.settings', 'v.secrets', 'v.at'])
    .select('p.name as person');
}

/** The newest `count` versions of every channel, newest first. */
export function findVersions(db: Db['query'] | Tx, count: number): Promise<ChannelVersionRow[]> {
  return versions(db)
    .where(
      'v.version',
      '>',
      sql<number>`(select max(m.version) - ${count}::int from channel_version m where m.kind = v.kind)`,
    )
    .orderBy('v.kind')
    .orderBy('v.version', 'desc')
    .execute();
}

export function findVersion(
  tx: Tx,
  kind: string,
  version: number | 'newest',
): Promise<ChannelVersionRow | undefined> {
  let query = versions(tx).where('v.kind', '=', kind);
  if (version !== 'newest') query = query.where('v.version', '=', version);
  return query.orderBy('v.version', 'desc').limit(1).executeTakeFirst();
}

/** When the channel was last saved, epoch ms; null where it never was. */
export async function findSavedAt(tx: Tx, kind: string): Promise<number | null> {
  const query = tx.selectFrom('channel').select('updated_at').where('kind', '=', kind);
  return (await query.executeTakeFirst())?.updated_at ?? null;
}

export async function insertVersion(
  tx: Tx,
  v: ChannelContent & {
    kind: string;
    version: number;
    personId: string | null;
    at: number | null;
  },
): Promise<void> {
  const { kind, version, enabled, personId, at } = v;
  const content = { enabled, settings: json(v.settings), secrets: json(v.secrets) };
  await tx
    .insertInto('channel_version')
    .values({ kind, version, ...content, person_id: personId, at })
    .execute();
}

/** What counts from now on, secrets included. */
export async function upsertChannel(
  tx: Tx,
  change: { kind: string; enabled: boolean; settings: SettingValues; at: number },
): Promise<void> {
  const { kind, enabled, settings, at } = change;
  const values = { enabled, settings: json(settings), updated_at: at };
  await tx
    .insertInto('channel')
    .values({ kind, ...values })
    .onConflict((c) => c.column('kind').doUpdateSet(values))
    .execute();
}
