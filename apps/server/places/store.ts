import type { PlaceState } from '@anyuan/contracts/places.ts';
import type { PlaceNode } from '@anyuan/core/places/edit.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** Nobody else edits the places of this school until the transaction ends. */
export async function lockPlaces(tx: Tx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`places ${schoolId}`}, 0))`.execute(tx);
}

export async function findNodes(db: Query, schoolId: string): Promise<PlaceNode[]> {
  const rows = await db
    .selectFrom('place')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('position')
    .orderBy('id')
    .execute();
  return rows.map((r) => ({
    id: r.id,
    version: r.version,
    kind: r.kind,
    parentId: r.parent_id,
    name: r.name,
    zoneKind: r.zone_kind,
    privacy: r.privacy,
    latitude: r.latitude,
    longitude: r.longitude,
    position: r.position,
    neighbourIds: r.neighbour_ids,
    archived: r.archived_at !== null,
  }));
}

function columnsOf(state: PlaceState, now: number) {
  return {
    parent_id: state.parentId,
    name: state.name,
    zone_kind: state.zoneKind,
    privacy: state.privacy,
    latitude: state.latitude,
    longitude: state.longitude,
    position: state.position,
    neighbour_ids: state.neighbourIds,
    archived_at: state.archived ? now : null,
  };
}

interface Saved {
  id: string;
  schoolId: string;
  state: PlaceState;
  now: number;
}

export async function insertPlace(tx: Tx, { id, schoolId, state, now }: Saved): Promise<void> {
  await tx
    .insertInto('place')
    .values({ id, school_id: schoolId, kind: state.kind, ...columnsOf(state, now) })
    .execute();
}

export async function updatePlace(tx: Tx, { id, state, now }: Saved): Promise<void> {
  await tx
    .updateTable('place')
    .set((e) => ({ ...columnsOf(state, now), version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

/** The order of neighbours that make room; their own version stays: nothing of theirs was edited. */
export async function updatePositions(
  tx: Tx,
  positions: readonly { id: string; position: number }[],
): Promise<void> {
  if (positions.length === 0) return;
  await sql`
    update place set position = moved.position
    from jsonb_to_recordset(${json(positions)}::jsonb) as moved(id uuid, position int)
    where place.id = moved.id`.execute(tx);
}

/** What stands in a place goes along when the place is put elsewhere on the map. Degrees. */
export async function shiftPositions(
  tx: Tx,
  ids: readonly string[],
  by: { latitude: number; longitude: number },
): Promise<void> {
  await sql`
    update place set latitude = latitude + ${by.latitude}, longitude = longitude + ${by.longitude}
    where id = any(${ids}::uuid[]) and latitude is not null and longitude is not null`.execute(tx);
}

export async function insertChange(
  tx: Tx,
  change: {
    id: string;
    schoolId: string;
    placeId: string;
    at: number;
    personId: string;
    before: PlaceState | null;
    after: PlaceState;
  },
): Promise<void> {
  await tx
    .insertInto('place_change')
    .values({
      id: change.id,
      school_id: change.schoolId,
      place_id: change.placeId,
      at: change.at,
      person_id: change.personId,
      before: change.before === null ? null : json(change.before),
      after: json(change.after),
    })
    .execute();
}

export function findChanges(db: Query, schoolId: string, changeId?: string) {
  let query = db
    .selectFrom('place_change')
    .leftJoin('person', 'person.id', 'place_change.person_id')
    .select(['place_change.id', 'place_change.place_id as placeId', 'place_change.at'])
    .select(['place_change.before', 'place_change.after', 'person.name as by'])
    .where('school_id', '=', schoolId)
    .orderBy('place_change.at', 'desc')
    .orderBy('place_change.id', 'desc')
    .limit(100);
  if (changeId !== undefined) query = query.where('place_change.id', '=', changeId);
  return query.execute();
}

/** Alarms that are open in these zones. */
export async function countOpenAlarms(db: Query, zoneIds: readonly string[]): Promise<number> {
  const row = await db
    .selectFrom('alarm')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('zone_id', '=', sql<string>`any(${zoneIds}::uuid[])`)
    .where('state', '<>', 'closed')
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

export async function findTerminals(db: Query, schoolId: string) {
  return db
    .selectFrom('terminal')
    .select(['id', 'name', 'zone_id as zoneId', 'state', 'archived_at'])
    .where('school_id', '=', schoolId)
    .orderBy('name')
    .execute();
}

/** Tells every instance, when the transaction is committed, to read the places again. */
export async function notifyPlaces(tx: Tx, channel: string): Promise<void> {
  await sql`select pg_notify(${channel}, '')`.execute(tx);
}
