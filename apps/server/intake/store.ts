import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type pg from 'pg';
import type { FactRow } from '../platform/facts.ts';
import type { AlarmTable } from '../platform/tables.ts';
import type { Intake } from './parse.ts';

/**
 * The SQL of the hot path, hand written and prepared (a query builder costs three times the CPU per
 * query, docs/hot-paths.md). A batch is one transaction of four statements, whatever its size.
 */

/** Which of these ids are committed already, and in which alarm. */
export async function findCommitted(
  client: pg.ClientBase,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; alarm_id: string }>({
    name: 'intake-committed',
    text: 'select id, alarm_id from detection where id = any($1::uuid[])',
    values: [ids],
  });
  return new Map(rows.map((r) => [r.id, r.alarm_id]));
}

/** Open alarms of these zones that a detection may still join, locked, oldest first. */
export async function lockOpenAlarms<T>(
  client: pg.ClientBase,
  at: { zoneIds: readonly string[]; now: number },
  toAlarm: (row: never) => T,
): Promise<T[]> {
  const { rows } = await client.query({
    name: 'intake-open',
    text: `select * from alarm
           where zone_id = any($1::uuid[]) and state <> 'closed'
             and last_detection_at > $2 - (plan ->> 'mergeWindowSec')::numeric * 1000
           order by t2, id for update`,
    values: [at.zoneIds, at.now],
  });
  return rows.map((r) => toAlarm(r as never));
}

const notify = 'select count(pg_notify(c, p)) from unnest($1::text[], $2::text[]) as n(c, p)';

/** For many: rows as JSON, but plans and facts, which several rows share, once each. */
const insertMany = (alarmColumns: readonly string[]) => `
  with d as (
    insert into detection select * from json_populate_recordset(null::detection, $3::json)
  ), a as (
    insert into alarm (${alarmColumns})
    select ${alarmColumns.map((c) => (c === 'plan' ? '($5::jsonb[])[m.unnest]' : `m.${c}`))}
    from rows from (json_populate_recordset(null::alarm, $4::json), unnest($6::int[])) as m
  ), t as (
    select * from json_to_recordset($7::json) as told(
      id uuid, at bigint, type text, school_id uuid, alarm_id uuid, body jsonb, consumers text[])
  ), f as (
    insert into fact (id, at, type, school_id, alarm_id, body)
    select id, at, type, school_id, alarm_id, body from t
  ), v as (
    insert into delivery (consumer, fact, fact_id, school_id, at, due_at)
    select consumer, body, id, school_id, at, at from t, unnest(consumers) as consumer
  ) ${notify}`;

export interface BatchRows {
  detections: readonly (Intake & { alarmId: string })[];
  raised: readonly Record<keyof AlarmTable, unknown>[];
  facts: readonly FactRow[];
  /** Wake delivery consumers, dispatch and the live views of other instances, on commit. */
  notices: readonly Notice[];
}

/** Detections, new alarms, facts, deliveries and notices in one statement: alone it is one commit. */
export async function insertRows(client: pg.ClientBase, rows: BatchRows): Promise<void> {
  const notices = [rows.notices.map((n) => n.channel), rows.notices.map((n) => n.payload)];
  const alone = rows.detections.length === 1;
  await client.query(
    alone
      ? insertFew(tableRows(rows), rows.notices.length > 0 ? notices : [])
      : insertAll(rows, notices),
  );
}

function insertAll({ detections, raised, facts }: BatchRows, notices: string[][]) {
  const plans = new Map<string, number>();
  const planAt: number[] = [];
  const alarms = raised.map(({ plan, ...rest }) => {
    const text = JSON.stringify(plan);
    // Arrays of the database count from 1.
    if (!plans.has(text)) plans.set(text, plans.size + 1);
    planAt.push(plans.get(text) ?? 0);
    return rest;
  });
  const told = facts.map((f) => ({ ...factRecord(f), consumers: f.consumers }));
  return {
    name: raised.length > 0 ? 'intake-insert' : 'intake-insert-merged',
    text: insertMany(raised.length > 0 ? Object.keys(raised[0] ?? {}) : ['plan']),
    values: [
      ...notices,
      JSON.stringify(inOrder(detections).map(detectionRecord)),
      JSON.stringify(alarms),
      [...plans.keys()],
      planAt,
      JSON.stringify(told),
    ],
  };
}

type Rows = Record<string, unknown>[];
type Tables = Record<'detection' | 'alarm' | 'fact' | 'delivery', Rows>;

function tableRows({ detections, raised, facts }: BatchRows): Tables {
  return {
    detection: inOrder(detections).map(detectionRecord),
    alarm: [...raised],
    fact: facts.map(factRecord),
    delivery: facts.flatMap((f) =>
      f.consumers.map((consumer) => ({
        consumer,
        fact: f.fact,
        fact_id: f.id,
        school_id: f.schoolId,
        at: f.at,
        due_at: f.at,
      })),
    ),
  };
}

const statements = new Map<string, { name: string; text: string }>();
const jsonColumns = new Set(['reasons', 'plan', 'people', 'body', 'fact']);

/**
 * For a lone detection, the usual case: a parameter per value costs the database a tenth less than
 * taking records out of JSON. How many rows there are makes the shape: few, each prepared once.
 */
function insertFew(tables: Tables, notices: string[][]) {
  const key = `${Object.values(tables).map((rows) => rows.length)} ${notices.length}`;
  const statement = statements.get(key) ?? {
    name: `intake-insert-${statements.size}`,
    text: textOf(tables, notices.length),
  };
  statements.set(key, statement);
  const values: unknown[] = [...notices];
  for (const rows of Object.values(tables)) {
    for (const row of rows) {
      for (const c in row) values.push(jsonColumns.has(c) ? JSON.stringify(row[c]) : row[c]);
    }
  }
  return { ...statement, values };
}

function textOf(tables: Tables, parametersBefore: number): string {
  let n = parametersBefore;
  const inserts = Object.entries(tables).flatMap(([table, rows]) => {
    const columns = Object.keys(rows[0] ?? {});
    const tuples = rows.map(() => `(${columns.map(() => `$${++n}`)})`);
    return rows.length > 0 ? `insert into ${table} (${columns}) values ${tuples}` : [];
  });
  const last = parametersBefore > 0 ? notify : inserts.pop();
  if (inserts.length === 0) return `${last}`;
  return `with ${inserts.map((insert, i) => `i${i} as (${insert})`)} ${last}`;
}

/** Two instances that take the same detections insert them in one order: else each waits for the other. */
function inOrder<T extends { id: string }>(detections: readonly T[]): T[] {
  return detections.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const updateMerged = `
  update alarm set
    version = m.version, confidence = m.confidence, kind = m.kind, has_button = m.has_button,
    terminal_id = m.terminal_id, last_detection_at = m.last_detection_at,
    detection_ids = m.detection_ids, reasons = m.reasons, t0 = m.t0
  from json_populate_recordset(null::alarm, $1::json) m
  where alarm.id = m.id`;

/** Alarms that detections joined; their rows are locked by `lockOpenAlarms`. */
export async function saveMerged(
  client: pg.ClientBase,
  merged: readonly Record<keyof AlarmTable, unknown>[],
): Promise<void> {
  if (merged.length === 0) return;
  await client.query({
    name: 'intake-merge',
    text: updateMerged,
    values: [JSON.stringify(merged)],
  });
}

export interface Notice {
  channel: string;
  payload: string;
}

/** When detections of a zone may still join what is open there. */
export async function findOpenWindows(
  client: pg.ClientBase | pg.Pool,
): Promise<Pick<Alarm, 'zoneId' | 'lastDetectionAt' | 'plan'>[]> {
  const { rows } = await client.query(
    `select zone_id as "zoneId", last_detection_at as "lastDetectionAt", plan
     from alarm where state <> 'closed'`,
  );
  return rows;
}

function factRecord({ id, at, type, schoolId, alarmId, fact }: FactRow) {
  return { id, at, type, school_id: schoolId, alarm_id: alarmId, body: fact };
}

function detectionRecord(d: Intake & { alarmId: string }): Record<string, unknown> {
  return {
    id: d.id,
    alarm_id: d.alarmId,
    school_id: d.schoolId,
    zone_id: d.zoneId,
    terminal_id: d.terminalId,
    person_id: d.personId,
    kind: d.kind,
    confidence: d.confidence,
    reasons: d.reasons,
    terminal_began_at: d.terminalBeganAt,
    terminal_decided_at: d.terminalDecidedAt,
    skew_ms: d.skewMs,
    received_at: d.receivedAt,
    level_dbfs: d.levelDbfs,
    clip_expected: d.clipExpected,
    clip_bytes: null,
    clip_stored_at: null,
  };
}

export type RowOf = (alarm: Alarm) => Record<keyof AlarmTable, unknown>;
