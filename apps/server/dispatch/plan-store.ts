import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { PlanWhen } from '@anyuan/contracts/plan.ts';
import { type Kysely, sql } from 'kysely';
import { v7 } from 'uuid';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** Every version of every plan, newest first: one row per edit, so there are few. */
export function findPlanRows(db: Query, schoolId?: string) {
  let query = db
    .selectFrom('plan')
    .leftJoin('person', 'person.id', 'plan.author_id')
    .select(['plan.id', 'plan.school_id', 'plan.key', 'plan.version', 'plan.matches'])
    .select(['plan.body', 'plan.created_at', 'plan.removed', 'person.name as author'])
    .orderBy('plan.version', 'desc');
  if (schoolId !== undefined) {
    query = query.where((e) =>
      e.or([e('plan.school_id', '=', schoolId), e('plan.school_id', 'is', null)]),
    );
  }
  return query.execute();
}
export type PlanRow = Awaited<ReturnType<typeof findPlanRows>>[number];

/** Nobody else saves a plan of this school until the transaction ends. */
export async function lockPlansOf(tx: Tx, schoolId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plan ${schoolId}`}, 0))`.execute(tx);
}

export interface NewPlanVersion {
  schoolId: string;
  key: string;
  version: number;
  when: PlanWhen;
  plan: Plan;
  at: number;
  authorId: string;
  removed: boolean;
}

export async function insertPlanVersion(tx: Tx, p: NewPlanVersion): Promise<void> {
  await tx
    .insertInto('plan')
    .values({
      id: v7(),
      school_id: p.schoolId,
      key: p.key,
      version: p.version,
      matches: json(p.when),
      body: json(p.plan),
      created_at: p.at,
      author_id: p.authorId,
      removed: p.removed,
    })
    .execute();
}

/** Tells every instance, when the transaction is committed, to read the plans again. */
export async function notifyPlans(tx: Tx, channel: string): Promise<void> {
  await sql`select pg_notify(${channel}, '')`.execute(tx);
}
