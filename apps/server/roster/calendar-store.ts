import { type CalendarDay, type RequiredPost, rosterPosts } from '@anyuan/contracts/roster.ts';
import type { Tx } from '../platform/db.ts';
import type { Query } from './store.ts';

/** Calendar days of these organisations; without a list, of all. */
export async function findCalendarDays(
  db: Query,
  organisationIds?: readonly string[],
): Promise<(CalendarDay & { organisationId: string })[]> {
  let query = db.selectFrom('calendar_day').selectAll();
  if (organisationIds) query = query.where('organisation_id', 'in', [...organisationIds]);
  const rows = await query.orderBy('day').execute();
  return rows.map(({ organisation_id, ...day }) => ({ organisationId: organisation_id, ...day }));
}

export async function saveCalendarDays(
  tx: Tx,
  organisationId: string,
  days: readonly CalendarDay[],
): Promise<void> {
  if (days.length === 0) return;
  await tx
    .insertInto('calendar_day')
    .values(days.map((d) => ({ organisation_id: organisationId, ...d })))
    .onConflict((c) =>
      c.columns(['organisation_id', 'day']).doUpdateSet((e) => ({
        kind: e.ref('excluded.kind'),
        name: e.ref('excluded.name'),
      })),
    )
    .execute();
}

export async function deleteCalendarDays(
  tx: Tx,
  organisationId: string,
  days: readonly string[],
): Promise<void> {
  if (days.length === 0) return;
  await tx
    .deleteFrom('calendar_day')
    .where('organisation_id', '=', organisationId)
    .where('day', 'in', [...days])
    .execute();
}

export async function findRequiredPosts(
  db: Query,
  organisationId: string,
): Promise<RequiredPost[]> {
  const rows = await db
    .selectFrom('required_post')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .orderBy('position')
    .execute();
  return rows.flatMap((r) => {
    const post = rosterPosts.find((p) => p === r.post);
    return post ? [{ post, fromMinute: r.from_minute, toMinute: r.to_minute, on: r.kinds }] : [];
  });
}

export async function saveRequiredPosts(
  tx: Tx,
  organisationId: string,
  required: readonly RequiredPost[],
): Promise<void> {
  await tx.deleteFrom('required_post').where('organisation_id', '=', organisationId).execute();
  if (required.length === 0) return;
  await tx
    .insertInto('required_post')
    .values(
      required.map((r, position) => ({
        organisation_id: organisationId,
        post: r.post,
        from_minute: r.fromMinute,
        to_minute: r.toMinute,
        kinds: [...r.on],
        position,
      })),
    )
    .execute();
}
