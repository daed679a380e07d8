import type { DeadlineRule } from '@anyuan/contracts/incident.ts';
import { deadlinesOf, type SetDeadline } from '@anyuan/core/incident/deadlines.ts';
import type { DeadlineRules } from '@anyuan/core/incident/incident.ts';
import type { Kysely } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** What these organisations said themselves. */
export async function findSetDeadlines(
  db: Query,
  organisationIds: readonly string[],
): Promise<SetDeadline[]> {
  if (organisationIds.length === 0) return [];
  const rows = await db
    .selectFrom('incident_deadline')
    .selectAll()
    .where('organisation_id', 'in', [...organisationIds])
    .execute();
  return rows.map((r) => ({
    organisationId: r.organisation_id,
    rule: {
      stage: r.stage,
      withinMin: r.within_min,
      remindBeforeMin: r.remind_before_min,
      climbEveryMin: r.climb_every_min,
    },
  }));
}

/** The rules that hold for an incident of the first of these, the nearest organisation first. */
export async function findDeadlineRules(
  db: Query,
  nearestFirst: readonly string[],
): Promise<DeadlineRules> {
  const held = deadlinesOf(nearestFirst, await findSetDeadlines(db, nearestFirst));
  return Object.fromEntries(held.map(({ rule }) => [rule.stage, rule])) as DeadlineRules;
}

/** The stages that an organisation decides itself are these and no others. */
export async function saveDeadlines(
  tx: Tx,
  organisationId: string,
  rules: readonly DeadlineRule[],
): Promise<void> {
  await tx.deleteFrom('incident_deadline').where('organisation_id', '=', organisationId).execute();
  if (rules.length === 0) return;
  await tx
    .insertInto('incident_deadline')
    .values(
      rules.map((r) => ({
        organisation_id: organisationId,
        stage: r.stage,
        within_min: r.withinMin,
        remind_before_min: r.remindBeforeMin,
        climb_every_min: r.climbEveryMin,
      })),
    )
    .execute();
}
