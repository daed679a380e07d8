import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import type { MeasuredMoment } from '@anyuan/contracts/figure-lists.ts';
import type { RequiredPost } from '@anyuan/contracts/roster.ts';
import type { AlarmSums } from '@anyuan/core/reports/figures.ts';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';
import { type SchoolDay, tally } from './rollup-store.ts';

type Query = Kysely<Tables>;

/** Which alarms figures are of: days long over from alarm_day, the newest from the alarms. */
export interface AlarmScope {
  schoolIds: readonly string[];
  alarmKind: AlarmKind;
  /** First and last day asked for, and the first of the stretch to compare with. */
  from: string;
  to: string;
  beforeFrom: string;
  /** Days read from the alarms; those before them are written down. */
  live: readonly SchoolDay[];
  now: number;
}

const uuids = (ids: readonly string[]) => sql`${sql.val([...ids])}::uuid[]`;

/** Rows as in alarm_day from a day on, the newest days among them. */
function rowsFrom(scope: AlarmScope, from: string): RawBuilder<unknown> {
  const { schoolIds, alarmKind, now, to } = scope;
  const days = scope.live.filter((d) => d.day >= from && d.day <= to);
  const live = sql`select * from (${tally(days, now)}) t where t.alarm_kind = ${alarmKind}`;
  const [day = '9999'] = scope.live.map((d) => d.day).sort();
  if (from >= day) return live;
  return sql`select * from alarm_day d
    where d.school_id = any(${uuids(schoolIds)}) and d.alarm_kind = ${alarmKind}
      and d.day >= ${from} and d.day < ${day} and d.day <= ${to}
    union all ${live}`;
}

export interface SchoolSums extends AlarmSums {
  schoolId: string | null;
  /** Null in rows per school. */
  day: string | null;
  /** Of the days asked for, not of those before. */
  current: boolean | null;
}

/** Sums per school (current and before apart) and per day, from one reading. */
export async function sumAlarms(db: Query, scope: AlarmScope): Promise<SchoolSums[]> {
  const { rows } = await sql<SchoolSums>`
    select r.school_id as "schoolId", r.day, r.current,
      sum(raised)::int as raised, sum(accepted)::int as accepted, sum(closed)::int as closed,
      sum(due)::int as due, sum(in_minute)::int as "inMinute",
      sum(verdict_true)::int as "verdictTrue", sum(verdict_prank)::int as "verdictPrank",
      sum(verdict_mistaken)::int as "verdictMistaken", sum(verdict_false)::int as "verdictFalse"
    from (select a.*, a.day >= ${scope.from} as current
      from (${rowsFrom(scope, scope.beforeFrom)}) a) r
    group by grouping sets ((r.school_id, r.current), (r.day))`.execute(db);
  return rows;
}

export async function countSeconds(
  db: Query,
  scope: AlarmScope,
): Promise<{ moment: MeasuredMoment; sec: number; count: number }[]> {
  const { rows } = await sql<{ moment: MeasuredMoment; sec: number; count: number }>`
    with r as materialized (${rowsFrom(scope, scope.from)})
    select 'accept' as moment, sec, count(*)::int as count from r, unnest(accept_sec) sec group by sec
    union all
    select 'arrive', sec, count(*)::int from r, unnest(arrive_sec) sec group by sec
    union all
    select 'close', sec, count(*)::int from r, unnest(close_sec) sec group by sec`.execute(db);
  return rows;
}

export async function countHours(
  db: Query,
  scope: AlarmScope,
): Promise<{ hour: number; kind: DetectionKind; count: number }[]> {
  const { rows } = await sql<{ key: string; count: number }>`
    select key, count(*)::int as count
    from (${rowsFrom(scope, scope.from)}) r, unnest(r.hour_kind) key group by key`.execute(db);
  return rows.map(({ key, count }) => {
    const [hour, kind] = key.split(' ');
    return { hour: Number(hour), kind: kind as DetectionKind, count };
  });
}

export interface TerminalCounts {
  schoolId: string;
  enrolled: number;
  online: number;
  selfTested: number;
  pointTested: number;
}

/** Enrolled terminals per school: on line, self-tested since, tested by hand since. */
export async function countTerminals(
  db: Query,
  at: { schoolIds: readonly string[]; selfTestedSince: number; pointTestedSince: number },
): Promise<TerminalCounts[]> {
  const { rows } = await sql<TerminalCounts>`
    select t.school_id as "schoolId", count(*)::int as enrolled,
      (count(*) filter (where t.state = 'online'))::int as online,
      (count(*) filter (where exists (select 1 from self_test s where s.terminal_id = t.id
        and s.received_at >= ${at.selfTestedSince}::bigint and s.outcome = 'passed')))::int
        as "selfTested",
      (count(*) filter (where exists (select 1 from point_test p where p.terminal_id = t.id
        and p.pressed_at >= ${at.pointTestedSince}::bigint and p.outcome = 'passed')))::int
        as "pointTested"
    from terminal t
    where t.school_id = any(${uuids(at.schoolIds)}) and t.enrolled_at is not null
    group by t.school_id`.execute(db);
  return rows;
}

/** Schools with at least one drill that was held to its end since. */
export async function countDrilled(
  db: Query,
  at: { schoolIds: readonly string[]; since: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct school_id)::int as count from drill_run
    where school_id = any(${uuids(at.schoolIds)}) and started_at >= ${at.since}::bigint
      and ended_why = 'closed'`.execute(db);
  return rows[0]?.count ?? 0;
}

export interface IncidentCounts {
  open: number;
  overdue: number;
  orders: number;
  ordersOverdue: number;
}

/** Actual incidents that this reader may see: shared, or raised by their own side. */
export async function countIncidents(
  db: Query,
  at: {
    schoolIds: readonly string[];
    lines: { school: readonly string[]; police: readonly string[] };
    now: number;
  },
): Promise<IncidentCounts> {
  const { rows } = await sql<IncidentCounts>`
    select count(*)::int as open,
      (count(*) filter (where i.deadline_at < ${at.now}::bigint))::int as overdue,
      coalesce(sum(o.open), 0)::int as orders, coalesce(sum(o.late), 0)::int as "ordersOverdue"
    from incident i, lateral (
      select count(*) as open,
        count(*) filter (where (e ->> 'dueAt')::float8 < ${at.now}::bigint) as late
      from jsonb_array_elements(i.body -> 'orders') e where e ->> 'settledAt' is null
    ) o
    where i.school_id = any(${uuids(at.schoolIds)}) and i.due_at is not null
      and i.alarm_kind = 'actual' and (i.shared
        or (i.raised_by = 'school' and i.school_id = any(${uuids(at.lines.school)}))
        or (i.raised_by = 'police' and i.school_id = any(${uuids(at.lines.police)})))`.execute(db);
  return rows[0] ?? { open: 0, overdue: 0, orders: 0, ordersOverdue: 0 };
}

export async function findRequired(
  db: Query,
  organisationIds: readonly string[],
): Promise<Map<string, RequiredPost[]>> {
  const { rows } = await sql<RequiredPost & { organisationId: string }>`
    select organisation_id as "organisationId", post, from_minute as "fromMinute",
      to_minute as "toMinute", kinds as on
    from required_post where organisation_id = any(${uuids(organisationIds)})`.execute(db);
  return Map.groupBy(rows, (r) => r.organisationId);
}
