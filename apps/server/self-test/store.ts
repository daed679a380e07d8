import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import { type Kysely, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables>;

/** School of an enrolled terminal; undefined when there is no such terminal. */
export async function findSchoolOfTerminal(query: Query, terminalId: string) {
  const row = await query
    .selectFrom('terminal')
    .select('school_id')
    .where('id', '=', terminalId)
    .executeTakeFirst();
  return row?.school_id;
}

/** False when this run is on record already. */
export async function insertSelfTest(
  tx: Tx,
  run: { result: SelfTest; terminalId: string; schoolId: string; receivedAt: number },
): Promise<boolean> {
  const { result } = run;
  const row = await tx
    .insertInto('self_test')
    .values({
      id: result.id,
      terminal_id: run.terminalId,
      school_id: run.schoolId,
      at: result.at,
      received_at: run.receivedAt,
      outcome: result.outcome,
      body: json(result),
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteSelfTestsBefore(
  tx: Tx,
  { terminalId, before }: { terminalId: string; before: number },
): Promise<void> {
  await tx
    .deleteFrom('self_test')
    .where('terminal_id', '=', terminalId)
    .where('received_at', '<', before)
    .execute();
}

export interface LatestRow {
  terminalId: string;
  enrolledAt: number | null;
  receivedAt: number | null;
  body: SelfTest | null;
}

/** Newest run of every terminal of these schools, also of those that never ran one. */
export async function findLatest(query: Query, schoolIds: readonly string[]): Promise<LatestRow[]> {
  const { rows } = await sql<LatestRow>`
    select t.id as "terminalId", t.enrolled_at as "enrolledAt", s.received_at as "receivedAt", s.body
    from terminal t left join lateral (
      select received_at, body from self_test s where s.terminal_id = t.id
      order by received_at desc limit 1
    ) s on true
    where t.school_id = any(${schoolIds}::uuid[])`.execute(query);
  return rows;
}

/** The runs of one terminal, newest first. */
export function findRuns(query: Query, terminalId: string, limit: number) {
  return query
    .selectFrom('self_test')
    .select(['received_at as receivedAt', 'body'])
    .where('terminal_id', '=', terminalId)
    .orderBy('received_at', 'desc')
    .limit(limit)
    .execute();
}

export async function isOnline(query: Query, terminalId: string): Promise<boolean> {
  const row = await query
    .selectFrom('terminal')
    .select('state')
    .where('id', '=', terminalId)
    .executeTakeFirst();
  return row?.state === 'online';
}
