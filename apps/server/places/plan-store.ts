import type { FloorPlan, PlanMark } from '@anyuan/contracts/places.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** The newest plan of a place, or the version asked for. */
export function findPlan(db: Query, placeId: string, version?: number) {
  let query = db
    .selectFrom('floor_plan')
    .leftJoin('person', 'person.id', 'floor_plan.saved_by')
    .select(['floor_plan.version', 'floor_plan.body', 'floor_plan.saved_at', 'person.name'])
    .where('place_id', '=', placeId)
    .orderBy('floor_plan.version', 'desc')
    .limit(1);
  if (version !== undefined) query = query.where('floor_plan.version', '=', version);
  return query.executeTakeFirst();
}

export function findPlanVersions(db: Query, placeId: string) {
  return db
    .selectFrom('floor_plan')
    .leftJoin('person', 'person.id', 'floor_plan.saved_by')
    .select(['floor_plan.version', 'floor_plan.saved_at as savedAt', 'person.name as savedBy'])
    .where('place_id', '=', placeId)
    .orderBy('floor_plan.version', 'desc')
    .limit(50)
    .execute();
}

export async function findPlanned(db: Query, schoolId: string) {
  const rows = await db
    .selectFrom('floor_plan')
    .select(['place_id as placeId', (e) => e.fn.max('version').as('version')])
    .where('school_id', '=', schoolId)
    .groupBy('place_id')
    .execute();
  return rows.map((r) => ({ placeId: r.placeId, version: Number(r.version) }));
}

export async function insertPlan(
  tx: Tx,
  saved: {
    id: string;
    schoolId: string;
    placeId: string;
    version: number;
    plan: FloorPlan;
    at: number;
    personId: string;
  },
): Promise<void> {
  await tx
    .insertInto('floor_plan')
    .values({
      id: saved.id,
      school_id: saved.schoolId,
      place_id: saved.placeId,
      version: saved.version,
      body: json(saved.plan),
      saved_at: saved.at,
      saved_by: saved.personId,
    })
    .execute();
}

type Point = PlanMark & { kind: 'camera' | 'dutyPost' | 'patrolPoint' };

/** The register of cameras and posts follows the newest plan; what is off it is put away. */
export async function savePoints(
  tx: Tx,
  where: { schoolId: string; placeId: string; now: number },
  marks: readonly PlanMark[],
): Promise<void> {
  const points = marks.filter((m): m is Point => m.kind !== 'terminal');
  await tx
    .updateTable('plan_point')
    .set({ archived_at: where.now })
    .where('place_id', '=', where.placeId)
    .where('archived_at', 'is', null)
    .execute();
  if (points.length === 0) return;
  await tx
    .insertInto('plan_point')
    .values(
      points.map((p) => ({
        id: p.id,
        school_id: where.schoolId,
        place_id: where.placeId,
        kind: p.kind,
        name: p.name,
        url: p.url === '' ? null : p.url,
        archived_at: null,
      })),
    )
    .onConflict((c) =>
      c
        .column('id')
        .doUpdateSet((e) => ({
          name: e.ref('excluded.name'),
          kind: e.ref('excluded.kind'),
          url: e.ref('excluded.url'),
          archived_at: null,
        }))
        // An id of somebody else's school stays as it is.
        .where('plan_point.place_id', '=', where.placeId),
    )
    .execute();
}

/** The first campus of each of these schools. */
export function findCampuses(db: Query, schoolIds: readonly string[]) {
  return db
    .selectFrom('place')
    .distinctOn('school_id')
    .select(['school_id', 'latitude', 'longitude'])
    .where('school_id', '=', sql<string>`any(${schoolIds}::uuid[])`)
    .where('kind', '=', 'campus')
    .where('archived_at', 'is', null)
    .orderBy('school_id')
    .orderBy('position')
    .execute();
}

export function findPicture(db: Query, schoolId: string, pictureId: string) {
  return db
    .selectFrom('picture')
    .selectAll()
    .where('id', '=', pictureId)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
}

export async function insertPicture(
  db: Query,
  picture: {
    id: string;
    school_id: string;
    media: Tables['picture']['media'];
    width: number;
    height: number;
    bytes: number;
    added_at: number;
    added_by: string;
  },
): Promise<void> {
  await db.insertInto('picture').values(picture).execute();
}
