import { posts } from '@anyuan/contracts/alarm.ts';
import type { DutyRule } from '@anyuan/core/people/duty.ts';
import type { Kysely } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** Rules of people who are still active, with the time zone of the place. */
export async function findDutyRules(
  db: Kysely<Tables>,
): Promise<(DutyRule & { timeZone: string })[]> {
  const rows = await db
    .selectFrom('duty_rule')
    .innerJoin('person', 'person.id', 'duty_rule.person_id')
    .innerJoin('organisation', 'organisation.id', 'duty_rule.organisation_id')
    .selectAll('duty_rule')
    .select('organisation.time_zone')
    .where('person.active', '=', true)
    .execute();
  return rows.flatMap((r) => {
    const post = posts.find((p) => p === r.post);
    if (!post) return [];
    return [
      {
        organisationId: r.organisation_id,
        personId: r.person_id,
        post,
        weekdays: r.weekdays,
        fromMinute: r.from_minute,
        toMinute: r.to_minute,
        buildingId: r.building_id,
        timeZone: r.time_zone,
      },
    ];
  });
}

export function findPeople(db: Kysely<Tables>): Promise<{ id: string; name: string }[]> {
  return db.selectFrom('person').select(['id', 'name']).execute();
}
