import type { ReachRule } from '@anyuan/contracts/routes/reach.ts';
import { sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { Query } from './store.ts';

const anyOf = (ids: readonly string[]) => sql<string>`any(${sql.val(ids)}::uuid[])`;

/** Everything on record about how these people are reached. */
export async function findWays(db: Query, ids: readonly string[]) {
  const [push, contacts, accounts, sessions, tests] = await Promise.all([
    db
      .selectFrom('push_subscription')
      .select(['person_id', 'last_success_at', 'last_failure_at'])
      .where('person_id', '=', anyOf(ids))
      .execute(),
    db
      .selectFrom('contact')
      .select(['person_id', 'channel', 'address', 'confirmed_at'])
      .where('person_id', '=', anyOf(ids))
      .execute(),
    db
      .selectFrom('person')
      .select(['id', 'name', 'phone', 'email'])
      .where('id', '=', anyOf(ids))
      .execute(),
    db
      .selectFrom('session')
      .select(['person_id', (e) => e.fn.max('seen_at').as('seen_at')])
      .select((e) => e.fn.max('screen_at').as('screen_at'))
      .where('person_id', '=', anyOf(ids))
      .groupBy('person_id')
      .execute(),
    db
      .selectFrom('reach_answer')
      .innerJoin('reach_test', 'reach_test.id', 'reach_answer.test_id')
      .distinctOn('person_id')
      .select(['person_id', 'began_at', 'reply_until', 'answered_at'])
      .where('person_id', '=', anyOf(ids))
      .orderBy('person_id')
      .orderBy('began_at', 'desc')
      .execute(),
  ]);
  return { push, contacts, accounts, sessions, tests };
}

/** Those of them with no address and no browser on record: a call cannot reach them. */
export async function findWithoutWay(db: Query, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('person as p')
    .select('p.id')
    .where('p.id', '=', anyOf(ids))
    .where('p.phone', 'is', null)
    .where('p.email', 'is', null)
    .where(sql<boolean>`not exists (select from contact c where c.person_id = p.id)`)
    .where(sql<boolean>`not exists (select from push_subscription s where s.person_id = p.id)`)
    .execute();
  return new Set(rows.map((r) => r.id));
}

export async function findConfirmed(db: Query, organisationId: string, now: number) {
  return db
    .selectFrom('duty_confirmation')
    .select(['shift_id', 'day', 'person_id', 'confirmed_at'])
    .where('organisation_id', '=', organisationId)
    .where('end_at', '>', now)
    .where('confirmed_at', 'is not', null)
    .execute();
}

export async function insertTest(
  tx: Tx,
  test: {
    id: string;
    organisationId: string;
    beganAt: number;
    replyUntil: number;
    begunBy: string | null;
    personIds: readonly string[];
  },
): Promise<void> {
  await tx
    .insertInto('reach_test')
    .values({
      id: test.id,
      organisation_id: test.organisationId,
      began_at: test.beganAt,
      reply_until: test.replyUntil,
      begun_by: test.begunBy,
    })
    .execute();
  await tx
    .insertInto('reach_answer')
    .values(test.personIds.map((person_id) => ({ test_id: test.id, person_id, answered_at: null })))
    .execute();
}

/** Tests that wait for this person's answer. */
export function findWaitingTests(db: Query, personId: string, now: number) {
  return db
    .selectFrom('reach_answer')
    .innerJoin('reach_test', 'reach_test.id', 'reach_answer.test_id')
    .select([
      'reach_test.id',
      'reach_test.reply_until',
      'reach_test.organisation_id',
      'answered_at',
    ])
    .where('person_id', '=', personId)
    .where('answered_at', 'is', null)
    .where('reply_until', '>', now)
    .orderBy('began_at', 'desc')
    .execute();
}

export async function setAnswered(
  tx: Tx,
  answer: { testId: string; personId: string; now: number },
): Promise<void> {
  await tx
    .updateTable('reach_answer')
    .set({ answered_at: answer.now })
    .where('test_id', '=', answer.testId)
    .where('person_id', '=', answer.personId)
    .execute();
}

export async function findRule(db: Query, organisationId: string): Promise<ReachRule | null> {
  const r = await db
    .selectFrom('reach_rule')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .executeTakeFirst();
  if (!r) return null;
  const { enabled, weekdays } = r;
  return { enabled, weekdays, atMinute: r.at_minute, replyMinutes: r.reply_minutes };
}

export async function saveRule(
  tx: Query,
  organisationId: string,
  rule: ReachRule & { dueAt: number | null },
): Promise<void> {
  const values = {
    enabled: rule.enabled,
    weekdays: rule.weekdays,
    at_minute: rule.atMinute,
    reply_minutes: rule.replyMinutes,
    due_at: rule.dueAt,
  };
  await tx
    .insertInto('reach_rule')
    .values({ organisation_id: organisationId, ...values })
    .onConflict((c) => c.column('organisation_id').doUpdateSet(values))
    .execute();
}

export async function claimDueRule(tx: Tx, now: number) {
  const [row] = await lockDue(tx, 'reach_rule', { now, limit: 1 });
  return row;
}
