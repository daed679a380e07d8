import type { DutyChange, Leave, Shift, ShiftInput } from '@anyuan/contracts/roster.ts';
import { rosterPosts } from '@anyuan/contracts/roster.ts';
import { type Selectable, sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

export type Query = Db['query'] | Tx;
/** An organisation by its id; without one: everywhere. */
type At = string | undefined;

function toShift(r: Selectable<Tables['shift']>): Shift[] {
  const post = rosterPosts.find((p) => p === r.post);
  if (!post) return [];
  return [
    {
      id: r.id,
      organisationId: r.organisation_id,
      version: r.version,
      name: r.name,
      post,
      rule: r.rule,
      startsOn: r.starts_on,
      fromMinute: r.from_minute,
      toMinute: r.to_minute,
      buildingId: r.building_id,
      runsOn: r.runs_on,
      rotation: r.rotation,
      rotationStep: r.rotation_step,
    },
  ];
}

export async function findShifts(db: Query, at?: At): Promise<Shift[]> {
  let query = db.selectFrom('shift').selectAll().where('removed_at', 'is', null);
  if (at !== undefined) query = query.where('organisation_id', '=', at);
  return (await query.orderBy('post').orderBy('from_minute').orderBy('id').execute()).flatMap(
    toShift,
  );
}

/** Also one that was removed. Edits hold the roster's lock, so the row needs none. */
export async function findShift(db: Query, id: string) {
  const row = await db.selectFrom('shift').selectAll().where('id', '=', id).executeTakeFirst();
  const shift = row ? toShift(row)[0] : undefined;
  return shift && row ? { shift, removedAt: row.removed_at } : undefined;
}

export async function saveShift(
  tx: Tx,
  shift: ShiftInput & { id: string; organisationId: string; version: number },
): Promise<void> {
  const row = {
    organisation_id: shift.organisationId,
    name: shift.name,
    post: shift.post,
    rule: shift.rule,
    starts_on: shift.startsOn,
    from_minute: shift.fromMinute,
    to_minute: shift.toMinute,
    building_id: shift.buildingId,
    runs_on: shift.runsOn,
    rotation: json(shift.rotation),
    rotation_step: shift.rotationStep,
    version: shift.version,
  };
  await tx
    .insertInto('shift')
    .values({ id: shift.id, ...row })
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
}

export async function setShiftRemoved(tx: Tx, id: string, at: number | null): Promise<void> {
  await tx.updateTable('shift').set({ removed_at: at }).where('id', '=', id).execute();
}

/** Changes of occurrences from this day on, oldest first. */
export async function findChanges(
  db: Query,
  fromDay: string,
  at?: At,
): Promise<(DutyChange & { organisationId: string })[]> {
  let query = db
    .selectFrom('duty_change')
    .select(['id', 'organisation_id', 'shift_id', 'day', 'kind', 'out_id', 'in_id'])
    .where('cancelled_at', 'is', null)
    .where('day', '>=', fromDay);
  if (at !== undefined) query = query.where('organisation_id', '=', at);
  const rows = await query.orderBy('created_at').orderBy('id').execute();
  return rows.map((r) => ({
    id: r.id,
    organisationId: r.organisation_id,
    shiftId: r.shift_id,
    day: r.day,
    kind: r.kind,
    outId: r.out_id,
    inId: r.in_id,
  }));
}

export async function insertChange(
  tx: Tx,
  change: DutyChange & { organisationId: string; createdBy: string; now: number },
): Promise<void> {
  await tx
    .insertInto('duty_change')
    .values({
      id: change.id,
      organisation_id: change.organisationId,
      shift_id: change.shiftId,
      day: change.day,
      kind: change.kind,
      out_id: change.outId,
      in_id: change.inId,
      created_by: change.createdBy,
      created_at: change.now,
    })
    .execute();
}

/** False when there is no such change or leave here, or it was taken back before. */
export async function cancel(
  tx: Tx,
  table: 'duty_change' | 'leave',
  options: { id: string; organisationId: string; now: number },
): Promise<boolean> {
  const row = await tx
    .updateTable(table)
    .set({ cancelled_at: options.now })
    .where('id', '=', options.id)
    .where('organisation_id', '=', options.organisationId)
    .where('cancelled_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Leaves that end after this instant. A person's leave counts wherever they are on a roster. */
export async function findLeaves(
  db: Query,
  endsAfter: number,
  personIds?: readonly string[],
): Promise<Leave[]> {
  let query = db
    .selectFrom('leave')
    .select(['id', 'person_id', 'from_at', 'to_at', 'substitute_id', 'note'])
    .where('cancelled_at', 'is', null)
    .where('to_at', '>', endsAfter);
  if (personIds)
    query = query.where('person_id', '=', sql<string>`any(${sql.val(personIds)}::uuid[])`);
  const rows = await query.orderBy('from_at').orderBy('id').execute();
  return rows.map((r) => ({
    id: r.id,
    personId: r.person_id,
    fromAt: r.from_at,
    toAt: r.to_at,
    substituteId: r.substitute_id,
    note: r.note,
  }));
}

export async function insertLeave(
  tx: Tx,
  leave: Leave & { organisationId: string; createdBy: string; now: number },
): Promise<void> {
  await tx
    .insertInto('leave')
    .values({
      id: leave.id,
      organisation_id: leave.organisationId,
      person_id: leave.personId,
      from_at: leave.fromAt,
      to_at: leave.toAt,
      substitute_id: leave.substituteId,
      note: leave.note,
      created_by: leave.createdBy,
      created_at: leave.now,
    })
    .execute();
}

/** One edit of an organisation's roster at a time: what is decided on cannot change meanwhile. */
export async function lockRoster(tx: Tx, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`roster ${organisationId}`}, 0))`.execute(
    tx,
  );
}

export interface Member {
  id: string;
  name: string;
  active: boolean;
}

/** People with a role at this organisation. */
export function findMembers(db: Query, organisationId: string): Promise<Member[]> {
  return db
    .selectFrom('person')
    .innerJoin('role_assignment as ra', 'ra.person_id', 'person.id')
    .select(['person.id', 'person.name', 'person.active'])
    .distinct()
    .where('ra.organisation_id', '=', organisationId)
    .orderBy('person.name')
    .orderBy('person.id')
    .execute();
}

export async function findInactive(db: Query): Promise<Set<string>> {
  const rows = await db.selectFrom('person').select('id').where('active', '=', false).execute();
  return new Set(rows.map((r) => r.id));
}

export function findPeople(db: Query): Promise<Member[]> {
  return db.selectFrom('person').select(['id', 'name', 'active']).execute();
}

export function findBuildings(
  db: Query,
  schoolId: string,
): Promise<{ id: string; name: string }[]> {
  return db
    .selectFrom('place')
    .select(['id', 'name'])
    .where('school_id', '=', schoolId)
    .where('kind', '=', 'building')
    .orderBy('position')
    .execute();
}
