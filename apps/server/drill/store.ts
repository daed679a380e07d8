import type { DrillEnd, DrillPlace, DrillSchedule } from '@anyuan/contracts/drill.ts';
import { type Selectable, sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Db['query'] | Tx;
export type DrillRow = Selectable<Tables['drill']>;
export type RunRow = Selectable<Tables['drill_run']>;

const anyOf = (ids: readonly string[]) => sql<string>`any(${sql.val([...ids])}::uuid[])`;

export interface NewDrill {
  id: string;
  schoolId: string;
  title: string;
  places: readonly DrillPlace[];
  judged: readonly string[];
  answerWithinSec: number;
  announced: boolean;
  schedule: DrillSchedule | null;
  dueAt: number | null;
  createdBy: string;
  createdAt: number;
}

export async function insertDrill(db: Query, d: NewDrill): Promise<void> {
  await db
    .insertInto('drill')
    .values({
      id: d.id,
      school_id: d.schoolId,
      title: d.title,
      places: json(d.places),
      judged: [...d.judged],
      answer_within_sec: d.answerWithinSec,
      announced: d.announced,
      schedule: d.schedule === null ? null : json(d.schedule),
      due_at: d.dueAt,
      created_by: d.createdBy,
      created_at: d.createdAt,
      cancelled_at: null,
    })
    .execute();
}

export function findDrill(db: Query, id: string) {
  return db.selectFrom('drill').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Newest first; those given up come last. */
export function findDrills(db: Query, schoolIds: readonly string[]) {
  return db
    .selectFrom('drill')
    .selectAll()
    .where('school_id', '=', anyOf(schoolIds))
    .orderBy(sql`cancelled_at desc nulls first`)
    .orderBy('created_at', 'desc')
    .limit(200)
    .execute();
}

export async function setCancelled(
  db: Query,
  id: string,
  change: { cancelledAt: number | null; dueAt: number | null },
): Promise<void> {
  await db
    .updateTable('drill')
    .set({ cancelled_at: change.cancelledAt, due_at: change.dueAt })
    .where('id', '=', id)
    .execute();
}

export function findDueDrills(db: Query, now: number) {
  return db.selectFrom('drill').selectAll().where('due_at', '<=', now).limit(20).execute();
}

/** True for the one instance that takes this holding. */
export async function claimHolding(
  db: Query,
  drill: Pick<DrillRow, 'id' | 'due_at'>,
  nextAt: number | null,
): Promise<boolean> {
  const row = await db
    .updateTable('drill')
    .set({ due_at: nextAt })
    .where('id', '=', drill.id)
    .where('due_at', '=', drill.due_at)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Earliest time at which something here is due by itself: a holding, the end of a window. */
export async function findNextDue(db: Query): Promise<number | null> {
  const { rows } = await sql<{ at: number | null }>`select least(
    (select min(due_at) from drill where due_at is not null),
    (select min(until_at) + 1 from point_test where ended_at is null and pressed_at is null)
  ) as at`.execute(db);
  return rows[0]?.at ?? null;
}

export async function insertRun(db: Query, run: RunRow): Promise<void> {
  await db.insertInto('drill_run').values(run).execute();
}

export async function setRunAlarms(db: Query, id: string, alarmIds: string[]): Promise<void> {
  await db.updateTable('drill_run').set({ alarm_ids: alarmIds }).where('id', '=', id).execute();
}

export function findRun(db: Query, id: string) {
  return db.selectFrom('drill_run').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findRuns(db: Query, schoolIds: readonly string[]) {
  return db
    .selectFrom('drill_run')
    .selectAll()
    .where('school_id', '=', anyOf(schoolIds))
    .orderBy('started_at', 'desc')
    .limit(50)
    .execute();
}

export function findOpenRuns(db: Query) {
  return db.selectFrom('drill_run').selectAll().where('ended_at', 'is', null).limit(200).execute();
}

/** The first to say so ends it; false for everybody after. */
export async function endRun(
  db: Query,
  id: string,
  how: { at: number; why: DrillEnd },
): Promise<boolean> {
  const row = await db
    .updateTable('drill_run')
    .set({ ended_at: how.at, ended_why: how.why })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Has something real happened in these zones: open now, or begun since `sinceMs`? */
export async function hasRealAlarm(
  db: Query,
  at: { zoneIds: readonly string[]; sinceMs: number | null },
): Promise<boolean> {
  const row = await db
    .selectFrom('alarm')
    .select('id')
    .where('zone_id', '=', anyOf(at.zoneIds))
    .where('alarm_kind', '=', 'actual')
    .where((e) => {
      const isOpen = e('state', '!=', 'closed');
      // None was open at that moment, or nothing would have begun.
      return at.sinceMs === null ? isOpen : e.or([isOpen, e('t2', '>', at.sinceMs)]);
    })
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How alarms of drills and tests stand. */
export function findAlarms(db: Query, ids: readonly string[]) {
  return db
    .selectFrom('alarm')
    .select(['id', 'zone_id', 'state', 'people'])
    .select(['t0', 't1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'])
    .where('id', '=', anyOf(ids))
    .execute();
}

export async function findNames(db: Query, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('person')
    .select(['id', 'name'])
    .where('id', '=', anyOf(ids))
    .execute();
  return new Map(rows.map((r) => [r.id, r.name]));
}
