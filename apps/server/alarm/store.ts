import type { AlarmState } from '@anyuan/contracts/alarm.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { type Kysely, type Selectable, sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import { lockDue } from '../platform/due-rows.ts';
import type { AlarmTable, Tables } from '../platform/tables.ts';

type AlarmRow = Selectable<AlarmTable>;

/** A row as the core sees it. */
export function toAlarm(r: AlarmRow): Alarm {
  return {
    id: r.id,
    version: r.version,
    schoolId: r.school_id,
    zoneId: r.zone_id,
    terminalId: r.terminal_id,
    kind: r.kind,
    alarmKind: r.alarm_kind,
    confidence: r.confidence,
    reasons: r.reasons,
    state: r.state,
    plan: r.plan,
    tier: r.tier,
    round: r.round,
    dueAt: r.due_at,
    hasButton: r.has_button,
    lastDetectionAt: r.last_detection_at,
    detectionIds: r.detection_ids,
    people: r.people,
    clip: r.clip,
    times: {
      t0: r.t0,
      t1: r.t1,
      t2: r.t2,
      t3: r.t3,
      t4: r.t4,
      t5: r.t5,
      t6: r.t6,
      t7: r.t7,
      t8: r.t8,
    },
    verdict: r.verdict,
    closedBy: r.closed_by,
    closeReason: r.close_reason,
    review: r.review,
  };
}

/** Every column of an alarm, jsonb as plain values (for json_populate_recordset). */
export function toRecord(a: Alarm): Record<keyof AlarmTable, unknown> {
  return {
    id: a.id,
    version: a.version,
    school_id: a.schoolId,
    zone_id: a.zoneId,
    terminal_id: a.terminalId,
    kind: a.kind,
    alarm_kind: a.alarmKind,
    confidence: a.confidence,
    reasons: a.reasons,
    state: a.state,
    plan: a.plan,
    tier: a.tier,
    round: a.round,
    due_at: a.dueAt,
    has_button: a.hasButton,
    last_detection_at: a.lastDetectionAt,
    detection_ids: a.detectionIds,
    people: a.people,
    clip: a.clip,
    ...a.times,
    verdict: a.verdict,
    closed_by: a.closedBy,
    close_reason: a.closeReason,
    review: a.review,
    step_failures: 0,
  };
}

/** Locks the row until the transaction ends. */
export async function lockAlarm(tx: Tx, id: string): Promise<Alarm | null> {
  const row = await tx
    .selectFrom('alarm')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row ? toAlarm(row) : null;
}

/** Locks alarms that are due. */
export async function lockDueAlarms(tx: Tx, now: number, limit: number): Promise<Alarm[]> {
  return (await lockDue(tx, 'alarm', { now, limit })).map(toAlarm);
}

/** Everything of these alarms that a decision may have changed. `clip` has its own writer. */
export async function saveAlarms(tx: Tx, alarms: readonly Alarm[]): Promise<void> {
  if (alarms.length === 0) return;
  await sql`
    update alarm set
      version = m.version, state = m.state, tier = m.tier, round = m.round, due_at = m.due_at,
      people = m.people, t0 = m.t0, t1 = m.t1, t2 = m.t2, t3 = m.t3, t4 = m.t4, t5 = m.t5,
      t6 = m.t6, t7 = m.t7, t8 = m.t8, verdict = m.verdict, closed_by = m.closed_by,
      close_reason = m.close_reason, review = m.review, step_failures = 0
    from json_populate_recordset(null::alarm, ${json(alarms.map(toRecord))}::json) m
    where alarm.id = m.id`.execute(tx);
}

/** Sets a failing step back by `afterMs`, so that it blocks no other. Returns how often it failed. */
export async function setBackStep(db: Kysely<Tables>, id: string, dueAt: number): Promise<number> {
  const row = await db
    .updateTable('alarm')
    .set((e) => ({ due_at: dueAt, step_failures: e('step_failures', '+', 1) }))
    .where('id', '=', id)
    .where('due_at', 'is not', null)
    .returning('step_failures')
    .executeTakeFirst();
  return row?.step_failures ?? 0;
}

export async function findAlarm(db: Kysely<Tables>, id: string): Promise<Alarm | null> {
  const row = await db.selectFrom('alarm').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toAlarm(row) : null;
}

export async function findAlarmsById(db: Kysely<Tables>, ids: readonly string[]): Promise<Alarm[]> {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom('alarm').selectAll().where('id', 'in', ids).execute();
  return rows.map(toAlarm);
}

export interface AlarmFilter {
  schoolIds: readonly string[];
  state: AlarmState | 'open' | 'any';
  before?: number | undefined;
  limit: number;
}

/** Newest first; beyond the limit those that came in at the same time as the last. */
export async function findAlarms(db: Kysely<Tables>, filter: AlarmFilter): Promise<Alarm[]> {
  if (filter.schoolIds.length === 0) return [];
  let query = db.selectFrom('alarm').selectAll().where('school_id', 'in', filter.schoolIds);
  if (filter.state === 'open') query = query.where('state', '<>', 'closed');
  else if (filter.state !== 'any') query = query.where('state', '=', filter.state);
  if (filter.before !== undefined) query = query.where('t2', '<', filter.before);
  const rows = await query.orderBy('t2', 'desc').fetch(filter.limit, 'with ties').execute();
  return rows.map(toAlarm);
}

export function findFacts(db: Kysely<Tables>, alarmId: string) {
  return db
    .selectFrom('fact')
    .select(['at', 'type', 'body'])
    .where('alarm_id', '=', alarmId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

export function findDetections(db: Kysely<Tables>, alarmId: string) {
  return db
    .selectFrom('detection')
    .leftJoin('terminal', 'terminal.id', 'detection.terminal_id')
    .selectAll('detection')
    .select('terminal.name as terminal_name')
    .where('alarm_id', '=', alarmId)
    .orderBy('received_at')
    .execute();
}
