import type { Heartbeat } from '@anyuan/contracts/terminal.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

/** What was heard of one terminal since the last write. */
export interface Sighting {
  /** Null when only its end of connection was heard. */
  seenAt: number | null;
  heartbeat: Heartbeat | null;
  state: 'online' | 'offline';
}

export interface SightedRow {
  id: string;
  school_id: string;
  config_version: number;
  before: 'unknown' | 'online' | 'offline';
  state: 'online' | 'offline';
}

/**
 * Everything heard from all terminals, in one statement. Rows are locked in order of id, so that two
 * instances never wait for each other. Unknown ids change nothing.
 */
export async function updateSightings(
  tx: Tx,
  sightings: ReadonlyMap<string, Sighting>,
): Promise<SightedRow[]> {
  const list = [...sightings].map(([id, s]) => ({ id, ...s }));
  const result = await sql<SightedRow>`
    with heard as (
      select * from jsonb_to_recordset(${json(list)}::jsonb)
        as h(id uuid, "seenAt" bigint, heartbeat jsonb, state text)
    ), known as (
      select t.id, t.state from terminal t
      where t.id in (select id from heard) order by t.id for update
    )
    update terminal t set
      last_seen_at = greatest(t.last_seen_at, h."seenAt"),
      heartbeat = coalesce(nullif(h.heartbeat, 'null'::jsonb), t.heartbeat),
      state = h.state
    from heard h join known k using (id)
    where t.id = h.id
    returning t.id, t.school_id, t.config_version, k.state as before, t.state`.execute(tx);
  return result.rows;
}

/** Three heartbeats, in milliseconds, as the terminal was told. */
const silenceMs = sql<number>`3000 * coalesce(heartbeat_sec::numeric,
  case jsonb_typeof(config #> '{heartbeatSec}')
  when 'number' then (config ->> 'heartbeatSec')::numeric else 30 end)`;

/** Notes the heartbeat that these terminals are told. */
export async function noteHeartbeats(
  query: Kysely<Tables>,
  told: readonly { id: string; sec: number }[],
): Promise<void> {
  if (told.length === 0) return;
  await sql`
    update terminal t set heartbeat_sec = h.sec
    from jsonb_to_recordset(${json(told)}::jsonb) as h(id uuid, sec real)
    where t.id = h.id`.execute(query);
}

/** When the next terminal counts as silent, if it says nothing more; counted from `sinceMs` on. */
export async function findNextSilence(
  query: Kysely<Tables>,
  sinceMs: number,
): Promise<number | null> {
  const row = await query
    .selectFrom('terminal')
    .select(
      sql<number | null>`min(greatest(last_seen_at, ${sinceMs}::bigint) + ${silenceMs})`.as('due'),
    )
    .where('state', '=', 'online')
    .executeTakeFirst();
  return row?.due === null || row?.due === undefined ? null : Number(row.due);
}

/** Takes up to `limit` silent terminals offline. */
export async function updateSilent(
  tx: Tx,
  { now, sinceMs, limit }: { now: number; sinceMs: number; limit: number },
): Promise<{ id: string; school_id: string }[]> {
  const silent = tx
    .selectFrom('terminal')
    .select('id')
    .where('state', '=', 'online')
    .where(
      sql<boolean>`greatest(last_seen_at, ${sinceMs}::bigint) + ${silenceMs} <= ${now}::bigint`,
    )
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked();
  return await tx
    .updateTable('terminal')
    .set({ state: 'offline' })
    .where('id', 'in', silent)
    .returning(['id', 'school_id'])
    .execute();
}
