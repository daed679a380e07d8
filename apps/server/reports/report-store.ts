import { reportKeptMs } from '@anyuan/contracts/report-lists.ts';
import { type Kysely, sql } from 'kysely';
import { json } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';
import type { ReportBody } from '../platform/tables-reports.ts';

type Query = Kysely<Tables>;

/** Reading, drawing, keeping. */
export const reportSteps = 3;
/** An instance that ends in the middle of a report gives it up after so long, ms. */
const leaseMs = 5 * 60_000;
const mostAttempts = 3;

export interface ReportToMake {
  id: string;
  personId: string;
  organisationId: string;
  body: ReportBody;
  at: number;
}

/** Asked for twice it is there once. */
export async function insertReport(db: Query, r: ReportToMake): Promise<void> {
  await db
    .insertInto('report_job')
    .values({
      id: r.id,
      person_id: r.personId,
      organisation_id: r.organisationId,
      state: 'queued',
      body: json(r.body),
      steps: reportSteps,
      asked_at: r.at,
      due_at: r.at,
    })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
}

const shown = [
  ...(['id', 'state', 'body', 'steps_done', 'steps'] as const),
  ...(['asked_at', 'due_at'] as const),
] as const;

/** Without the files, newest first. */
export function findReports(db: Query, personId: string, since: number) {
  return db
    .selectFrom('report_job')
    .select(shown)
    .where('person_id', '=', personId)
    .where('asked_at', '>=', since)
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute();
}

export function findReport(db: Query, id: string, personId: string) {
  return db
    .selectFrom('report_job')
    .select(shown)
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .executeTakeFirst();
}

/** Only while it is kept. */
export function findFile(db: Query, of: { id: string; personId: string; now: number }) {
  return db
    .selectFrom('report_job')
    .select(['file', 'file_name', 'body'])
    .where('id', '=', of.id)
    .where('person_id', '=', of.personId)
    .where('state', '=', 'done')
    .where('due_at', '>', of.now)
    .executeTakeFirst();
}

/** How many of one person are not made yet. */
export async function countWaiting(db: Query, personId: string): Promise<number> {
  const row = await db
    .selectFrom('report_job')
    .select((e) => e.fn.countAll<string>().as('n'))
    .where('person_id', '=', personId)
    .where('state', 'in', ['queued', 'working'])
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

export async function findNextDue(db: Query): Promise<number | null> {
  const row = await db
    .selectFrom('report_job')
    .select((e) => e.fn.min('due_at').as('due'))
    .executeTakeFirst();
  return row?.due ?? null;
}

/** Takes the one that has waited longest, for this instance alone; what failed too often is given up. */
export async function claimReport(db: Query, now: number) {
  await sql`update report_job set state = 'failed', due_at = ${now + reportKeptMs}::bigint
    where due_at <= ${now}::bigint and state in ('queued', 'working')
      and attempts >= ${mostAttempts}`.execute(db);
  const { rows } = await sql<{ id: string; body: ReportBody }>`
    update report_job set state = 'working', attempts = attempts + 1, steps_done = 0,
      due_at = ${now + leaseMs}::bigint
    where id = (select id from report_job
      where due_at <= ${now}::bigint and state in ('queued', 'working')
      order by due_at limit 1 for update skip locked)
    returning id, body`.execute(db);
  return rows[0];
}

export async function noteStep(db: Query, id: string, stepsDone: number): Promise<void> {
  await db.updateTable('report_job').set({ steps_done: stepsDone }).where('id', '=', id).execute();
}

export async function keepFile(
  db: Query,
  made: { id: string; fileName: string; file: Buffer; now: number },
): Promise<void> {
  await db
    .updateTable('report_job')
    .set({
      state: 'done',
      steps_done: reportSteps,
      file_name: made.fileName,
      file: made.file,
      due_at: made.now + reportKeptMs,
    })
    .where('id', '=', made.id)
    .execute();
}

/** To be tried again then. */
export async function setBack(db: Query, id: string, dueAt: number): Promise<void> {
  await db
    .updateTable('report_job')
    .set({ state: 'queued', due_at: dueAt })
    .where('id', '=', id)
    .execute();
}

export async function deleteExpired(db: Query, now: number): Promise<void> {
  await db
    .deleteFrom('report_job')
    .where('state', 'in', ['done', 'failed'])
    .where('due_at', '<=', now)
    .execute();
}
