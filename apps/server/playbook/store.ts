import type { Playbook } from '@anyuan/contracts/playbook.ts';
import type { Called } from '@anyuan/core/alarm/alarm.ts';
import type { PlaybookRun } from '@anyuan/core/playbook/run.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { v7 } from 'uuid';
import { json, type Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** Every version of every playbook, newest first. */
export function findPlaybookRows(db: Query, schoolId?: string) {
  let query = db
    .selectFrom('playbook')
    .leftJoin('person', 'person.id', 'playbook.author_id')
    .select(['playbook.school_id', 'playbook.key', 'playbook.version', 'playbook.body'])
    .select(['playbook.created_at', 'playbook.removed', 'person.name as author'])
    .orderBy('playbook.version', 'desc');
  if (schoolId !== undefined) {
    query = query.where((e) =>
      e.or([e('playbook.school_id', '=', schoolId), e('playbook.school_id', 'is', null)]),
    );
  }
  return query.execute();
}
export type PlaybookRow = Awaited<ReturnType<typeof findPlaybookRows>>[number];

/** Nobody else saves a playbook of this school until the transaction ends. */
export async function lockPlaybooksOf(tx: Tx, schoolId: string): Promise<void> {
  const key = `playbook ${schoolId}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

export async function insertPlaybookVersion(
  tx: Tx,
  p: {
    schoolId: string;
    key: string;
    version: number;
    playbook: Playbook;
    at: number;
    authorId: string;
    removed: boolean;
  },
): Promise<void> {
  await tx
    .insertInto('playbook')
    .values({
      id: v7(),
      school_id: p.schoolId,
      key: p.key,
      version: p.version,
      body: json(p.playbook),
      created_at: p.at,
      author_id: p.authorId,
      removed: p.removed,
    })
    .execute();
}

function toRun(r: Selectable<Tables['playbook_run']>): PlaybookRun {
  return {
    alarmId: r.alarm_id,
    schoolId: r.school_id,
    zoneId: r.zone_id,
    version: r.version,
    playbook: r.playbook,
    openedAt: r.opened_at,
    endedAt: r.ended_at,
    steps: r.steps,
    dueAt: r.due_at,
  };
}

/** Opens runs; one that is there already (a fact delivered twice) stays. Returns the alarms that got one. */
export async function insertRuns(tx: Tx, runs: readonly PlaybookRun[]): Promise<Set<string>> {
  if (runs.length === 0) return new Set();
  const rows = await tx
    .insertInto('playbook_run')
    .values(
      runs.map((run) => ({
        alarm_id: run.alarmId,
        school_id: run.schoolId,
        zone_id: run.zoneId,
        version: run.version,
        playbook: json(run.playbook),
        opened_at: run.openedAt,
        ended_at: run.endedAt,
        steps: json(run.steps),
        due_at: run.dueAt,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning('alarm_id')
    .execute();
  return new Set(rows.map((r) => r.alarm_id));
}

/** What changes of a run; their rows are locked. */
export async function saveRuns(tx: Tx, runs: readonly PlaybookRun[]): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map((run) => ({
    alarm_id: run.alarmId,
    version: run.version,
    ended_at: run.endedAt,
    steps: run.steps,
    due_at: run.dueAt,
  }));
  await sql`
    update playbook_run r
    set version = n.version, ended_at = n.ended_at, steps = n.steps, due_at = n.due_at
    from json_populate_recordset(null::playbook_run, ${json(rows)}::json) n
    where r.alarm_id = n.alarm_id`.execute(tx);
}

export async function findRun(db: Query, alarmId: string): Promise<PlaybookRun | null> {
  const query = db.selectFrom('playbook_run').selectAll().where('alarm_id', '=', alarmId);
  const row = await query.executeTakeFirst();
  return row ? toRun(row) : null;
}

/** Locks the runs of these alarms until the transaction ends. */
export async function lockRuns(tx: Tx, alarmIds: readonly string[]): Promise<PlaybookRun[]> {
  if (alarmIds.length === 0) return [];
  const rows = await tx
    .selectFrom('playbook_run')
    .selectAll()
    .where('alarm_id', 'in', alarmIds)
    .orderBy('alarm_id')
    .forUpdate()
    .execute();
  return rows.map(toRun);
}

/** Locks runs with a step that is due. */
export async function lockDueRuns(tx: Tx, now: number, limit: number): Promise<PlaybookRun[]> {
  return (await lockDue(tx, 'playbook_run', { now, limit })).map(toRun);
}

export interface AlarmOfRun {
  people: Called[];
  /** Null while it runs. */
  closedAt: number | null;
}

/** Who was called to these alarms, and whether they have ended. */
export async function findAlarmsOfRuns(
  db: Query,
  alarmIds: readonly string[],
): Promise<Map<string, AlarmOfRun>> {
  if (alarmIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('alarm')
    .select(['id', 'people', 't7'])
    .where('id', 'in', alarmIds)
    .execute();
  return new Map(rows.map((r) => [r.id, { people: r.people, closedAt: r.t7 }]));
}

/** Tells every instance on commit, one notice per payload. */
export async function notify(tx: Tx, channel: string, payloads: readonly string[]): Promise<void> {
  await sql`select pg_notify(${channel}, p) from unnest(${payloads}::text[]) p`.execute(tx);
}
