import type { PointTestOutcome } from '@anyuan/contracts/drill.ts';
import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Db['query'] | Tx;
export type TestRow = Selectable<Tables['point_test']>;

const anyOf = (ids: readonly string[]) => sql<string>`any(${sql.val([...ids])}::uuid[])`;

/** False when somebody else's is open there. */
export async function insertTest(db: Query, row: TestRow): Promise<boolean> {
  const made = await db
    .insertInto('point_test')
    .values(row)
    .onConflict((c) => c.column('terminal_id').where('ended_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made !== undefined;
}

export function findTest(db: Query, id: string) {
  return db.selectFrom('point_test').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findOpenTests(db: Query) {
  return db.selectFrom('point_test').selectAll().where('ended_at', 'is', null).execute();
}

/** Of each terminal the open one and the newest that ended; and when it last passed. */
export async function findTestsOf(db: Query, terminalIds: readonly string[]) {
  const [open, last, passed] = await Promise.all([
    findOpenTests(db),
    db
      .selectFrom('point_test')
      .selectAll()
      .distinctOn('terminal_id')
      .where('terminal_id', '=', anyOf(terminalIds))
      .where('ended_at', 'is not', null)
      .orderBy('terminal_id')
      .orderBy('ended_at', 'desc')
      .execute(),
    db
      .selectFrom('point_test')
      .select(['terminal_id', (e) => e.fn.max('pressed_at').as('at')])
      .where('terminal_id', '=', anyOf(terminalIds))
      .where('outcome', '=', 'passed')
      .groupBy('terminal_id')
      .execute(),
  ]);
  return { open, last, passed };
}

/**
 * Takes the press for the test; null when the window is gone or somebody else's press has it. One statement: of two presses, or
 * two instances, one wins.
 */
export async function claimPress(
  db: Query,
  press: { terminalId: string; detectionId: string; beganAt: number },
): Promise<TestRow | null> {
  const row = await db
    .updateTable('point_test')
    .set({
      detection_id: press.detectionId,
      pressed_at: sql<number>`coalesce(pressed_at, ${press.beganAt}::bigint)`,
    })
    .where('terminal_id', '=', press.terminalId)
    .where('ended_at', 'is', null)
    .where((e) =>
      e.or([
        e('detection_id', '=', press.detectionId),
        e.and([
          e('detection_id', 'is', null),
          e('armed_at', '<=', press.beganAt),
          e('until_at', '>=', press.beganAt),
        ]),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

export async function findAlarmOfDetection(db: Query, detectionId: string): Promise<string | null> {
  const row = await db
    .selectFrom('detection')
    .select('alarm_id')
    .where('id', '=', detectionId)
    .executeTakeFirst();
  return row?.alarm_id ?? null;
}

export async function setAlarm(db: Query, id: string, alarmId: string): Promise<void> {
  await db.updateTable('point_test').set({ alarm_id: alarmId }).where('id', '=', id).execute();
}

export async function setAnswer(
  db: Query,
  id: string,
  answer: { at: number; personId: string },
): Promise<void> {
  await db
    .updateTable('point_test')
    .set({ answered_at: answer.at, answered_by: answer.personId })
    .where('id', '=', id)
    .where('answered_at', 'is', null)
    .execute();
}

/** Which of these people serve at a police station. */
export async function findPolice(db: Query, personIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('role_assignment as ra')
    .innerJoin('organisation as o', 'o.id', 'ra.organisation_id')
    .select('ra.person_id')
    .where('ra.person_id', '=', anyOf(personIds))
    .where('o.kind', '=', 'policeStation')
    .execute();
  return new Set(rows.map((r) => r.person_id));
}

/** The first to say so ends it; false for everybody after. */
export async function endTest(
  db: Query,
  id: string,
  how: { at: number; outcome: PointTestOutcome; note: string },
): Promise<boolean> {
  const row = await db
    .updateTable('point_test')
    .set({ ended_at: how.at, outcome: how.outcome, note: how.note })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
