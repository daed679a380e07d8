import type { Role } from '@anyuan/contracts/permissions.ts';
import type { CoverageGap, Duty } from '@anyuan/contracts/roster.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { Query } from './store.ts';

/** Organisations that say which posts must be filled get their first look at once. */
export async function insertMissingChecks(db: Query, now: number): Promise<void> {
  await sql`
    insert into coverage_check (organisation_id, due_at)
    select distinct organisation_id, ${now}::bigint from required_post
    on conflict do nothing`.execute(db);
}

/** One organisation whose gaps are to be looked at; another instance takes another. */
export async function claimCheck(tx: Tx, now: number) {
  const [row] = await lockDue(tx, 'coverage_check', { now, limit: 1 });
  return row;
}

export async function setCheck(tx: Tx, organisationId: string, dueAt: number): Promise<void> {
  await tx
    .updateTable('coverage_check')
    .set({ due_at: dueAt })
    .where('organisation_id', '=', organisationId)
    .execute();
}

/** Keeps which gaps were told; returns those that were not told before. */
export async function insertTold(
  tx: Tx,
  organisationId: string,
  gaps: readonly CoverageGap[],
  now: number,
): Promise<CoverageGap[]> {
  if (gaps.length === 0) return [];
  const rows = await tx
    .insertInto('coverage_told')
    .values(
      gaps.map((g) => ({
        organisation_id: organisationId,
        post: g.post,
        start_at: g.startAt,
        told_at: now,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning(['post', 'start_at'])
    .execute();
  return gaps.filter((g) => rows.some((r) => r.post === g.post && r.start_at === g.startAt));
}

/** Gaps that are over are forgotten. */
export async function deleteOldTold(tx: Tx, organisationId: string, before: number): Promise<void> {
  await tx
    .deleteFrom('coverage_told')
    .where('organisation_id', '=', organisationId)
    .where('start_at', '<', before)
    .execute();
}

/** Active people with one of these roles at the organisation. */
export async function findKeepers(
  db: Query,
  organisationId: string,
  roles: readonly Role[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('role_assignment as ra')
    .innerJoin('person', 'person.id', 'ra.person_id')
    .select('ra.person_id')
    .distinct()
    .where('ra.organisation_id', '=', organisationId)
    .where('ra.role', 'in', [...roles])
    .where('person.active', '=', true)
    .orderBy('ra.person_id')
    .execute();
  return rows.map((r) => r.person_id);
}

/** Asked to confirm: once per person and occurrence. Returns those that were new. */
export async function insertAsked(tx: Tx, duties: readonly Duty[], now: number): Promise<Duty[]> {
  if (duties.length === 0) return [];
  const rows = await tx
    .insertInto('duty_confirmation')
    .values(
      duties.map((d) => ({
        shift_id: d.shiftId,
        day: d.day,
        person_id: d.personId,
        organisation_id: d.organisationId,
        start_at: d.startAt,
        end_at: d.endAt,
        asked_at: now,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning(['shift_id', 'day', 'person_id'])
    .execute();
  return duties.filter((d) =>
    rows.some((r) => r.shift_id === d.shiftId && r.day === d.day && r.person_id === d.personId),
  );
}
