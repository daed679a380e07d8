import { type Kysely, type Selectable, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

export type ClipRow = Pick<
  Selectable<Tables['detection']>,
  'id' | 'alarm_id' | 'school_id' | 'terminal_id' | 'received_at' | 'clip_bytes' | 'clip_stored_at'
>;

const clipColumns = [
  'd.id',
  'd.alarm_id',
  'd.school_id',
  'd.terminal_id',
  'd.received_at',
  'd.clip_bytes',
  'd.clip_stored_at',
] as const;

export function findClip(query: Query, detectionId: string): Promise<ClipRow | undefined> {
  return query
    .selectFrom('detection as d')
    .select(clipColumns)
    .where('d.id', '=', detectionId)
    .executeTakeFirst();
}

/**
 * May this terminal store a clip of this detection? Its own detections only; in a privacy zone only
 * when the terminal's own settings say so, elsewhere unless they say no.
 */
export async function findClipToStore(
  query: Query,
  detectionId: string,
  terminalId: string,
): Promise<ClipRow | undefined> {
  return await query
    .selectFrom('detection as d')
    .innerJoin('terminal as t', 't.id', 'd.terminal_id')
    .innerJoin('place as p', 'p.id', 'd.zone_id')
    .select(clipColumns)
    .where('d.id', '=', detectionId)
    .where('d.terminal_id', '=', terminalId)
    .where(sql<boolean>`coalesce(t.config #> '{clip,enabled}', to_jsonb(not p.privacy)) = 'true'`)
    .executeTakeFirst();
}

/** The alarm first, then the detection: the order in which everybody locks them. */
export async function lockClip(
  tx: Tx,
  { id, alarm_id }: Pick<ClipRow, 'id' | 'alarm_id'>,
): Promise<ClipRow | undefined> {
  const alarm = await tx
    .selectFrom('alarm')
    .select('id')
    .where('id', '=', alarm_id)
    .forUpdate()
    .executeTakeFirst();
  if (!alarm) return undefined;
  return await tx
    .selectFrom('detection as d')
    .select(clipColumns)
    .where('d.id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** What is kept of a clip; null when it is gone. The alarm says whether any of its clips is left. */
export async function updateClip(
  tx: Tx,
  { id, alarm_id }: Pick<ClipRow, 'id' | 'alarm_id'>,
  stored: { bytes: number; at: number } | null,
): Promise<void> {
  await tx
    .updateTable('detection')
    .set({ clip_bytes: stored?.bytes ?? null, clip_stored_at: stored?.at ?? null })
    .where('id', '=', id)
    .execute();
  await tx
    .updateTable('alarm')
    .set((e) => ({
      version: e('version', '+', 1),
      clip: e
        .exists(
          e
            .selectFrom('detection as d')
            .select('d.id')
            .where('d.alarm_id', '=', alarm_id)
            .where('d.clip_stored_at', 'is not', null),
        )
        .$castTo<boolean>(),
    }))
    .where('id', '=', alarm_id)
    .execute();
}

/** How long clips are kept, in milliseconds, by the kind of zone. */
export interface Keep {
  ordinaryMs: number;
  privacyMs: number;
}

const dayMs = 24 * 3600 * 1000;

export function keepOf({ clips, privacyClips }: { clips: number; privacyClips: number }): Keep {
  return { ordinaryMs: clips * dayMs, privacyMs: privacyClips * dayMs };
}

const dueAt = ({ ordinaryMs, privacyMs }: Keep) =>
  sql<number>`d.clip_stored_at + case when coalesce(p.privacy, true)
    then ${privacyMs}::bigint else ${ordinaryMs}::bigint end`;

/** Clips whose time is over, oldest first, without those in `except`. */
export function findDueClips(
  query: Query,
  { keep, now, except }: { keep: Keep; now: number; except: readonly string[] },
): Promise<ClipRow[]> {
  return query
    .selectFrom('detection as d')
    .leftJoin('place as p', 'p.id', 'd.zone_id')
    .select(clipColumns)
    .where('d.clip_stored_at', 'is not', null)
    .where(dueAt(keep), '<=', now)
    .where(sql<boolean>`not d.id = any(${except}::uuid[])`)
    .orderBy('d.clip_stored_at')
    .limit(100)
    .execute();
}

/** How many clips are over by then, by the kind of zone. */
export async function countDueClips(
  query: Query,
  { keep, now }: { keep: Keep; now: number },
): Promise<{ clips: number; privacyClips: number }> {
  const count = (isPrivacy: boolean) =>
    sql<number>`(count(*) filter (where coalesce(p.privacy, true) = ${isPrivacy}))::int`;
  const row = await query
    .selectFrom('detection as d')
    .leftJoin('place as p', 'p.id', 'd.zone_id')
    .select([count(false).as('clips'), count(true).as('privacyClips')])
    .where('d.clip_stored_at', 'is not', null)
    .where(dueAt(keep), '<=', now)
    .executeTakeFirst();
  return row ?? { clips: 0, privacyClips: 0 };
}

/** When the next clip is due to be deleted, or null. */
export async function findNextDueClip(query: Query, keep: Keep): Promise<number | null> {
  const row = await query
    .selectFrom('detection as d')
    .leftJoin('place as p', 'p.id', 'd.zone_id')
    .select(sql<number | null>`min(${dueAt(keep)})`.as('due'))
    .where('d.clip_stored_at', 'is not', null)
    .executeTakeFirst();
  return row?.due ?? null;
}

/** Which of these have a clip on record. Texts that are no ids are simply not found. */
export async function findStoredIds(
  query: Query,
  detectionIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query
    .selectFrom('detection as d')
    .select('d.id')
    .where(sql<boolean>`d.id::text = any(${detectionIds}::text[])`)
    .where('d.clip_stored_at', 'is not', null)
    .execute();
  return new Set(rows.map((r) => r.id));
}

/** Clips of these schools that are stored now, and since when the oldest is. */
export async function countClips(
  query: Query,
  schoolIds: readonly string[],
): Promise<{ clips: number; oldestStoredAt: number | null }> {
  const row = await query
    .selectFrom('detection')
    .select((e) => [e.fn.countAll<string>().as('clips'), e.fn.min('clip_stored_at').as('oldest')])
    .where(sql<boolean>`school_id = any(${schoolIds}::uuid[])`)
    .where('clip_stored_at', 'is not', null)
    .executeTakeFirst();
  const oldest = row?.oldest ?? null;
  return {
    clips: Number(row?.clips ?? 0),
    oldestStoredAt: oldest === null ? null : Number(oldest),
  };
}
