import { type Kysely, sql } from 'kysely';
import type { Tx } from '../platform/db.ts';
import type { Tables } from '../platform/tables.ts';

type Query = Kysely<Tables> | Tx;

/** One local day of one school, as instants. */
export interface SchoolDay {
  schoolId: string;
  day: string;
  fromAt: number;
  toAt: number;
}

const columns =
  sql.raw(`school_id, day, alarm_kind, raised, accepted, closed, due, in_minute, verdict_true,
  verdict_prank, verdict_mistaken, verdict_false, accept_sec, arrive_sec, close_sec, hour_kind`);

/** Whole seconds from the beginning, rounded up, of those that have the moment. */
const secondsTo = (moment: string) =>
  sql.raw(`coalesce(array_agg(greatest(0, ceil((a.${moment} - a.began) / 1000.0))::int)
    filter (where a.${moment} is not null), '{}')`);

/**
 * Alarms of some school days as rows of alarm_day. The only place that says how an alarm is counted. Read straight from the
 * alarms, it is today's figures; written down, it is those of a day that is over.
 */
export function tally(days: readonly SchoolDay[], now: number) {
  const of = (key: keyof SchoolDay) => sql.val(days.map((d) => d[key]));
  return sql`
    select a.school_id, a.day, a.alarm_kind,
      count(*)::int as raised,
      count(a.t4)::int as accepted,
      (count(*) filter (where a.state = 'closed'))::int as closed,
      (count(*) filter (where a.t5 is not null or (a.began < ${now}::bigint - 60000
        and coalesce(a.verdict, '') not in ('false', 'mistaken', 'prank'))))::int as due,
      (count(*) filter (where a.t5 - a.began <= 60000))::int as in_minute,
      (count(*) filter (where a.verdict = 'true'))::int as verdict_true,
      (count(*) filter (where a.verdict = 'prank'))::int as verdict_prank,
      (count(*) filter (where a.verdict = 'mistaken'))::int as verdict_mistaken,
      (count(*) filter (where a.verdict = 'false'))::int as verdict_false,
      ${secondsTo('t4')} as accept_sec,
      ${secondsTo('t5')} as arrive_sec,
      ${secondsTo('t7')} as close_sec,
      array_agg(a.hour || ' ' || a.kind) as hour_kind
    from (
      select alarm.school_id, d.day, alarm.alarm_kind, alarm.kind, alarm.state, alarm.verdict,
        coalesce(alarm.t0, alarm.t1, alarm.t2) as began, alarm.t4, alarm.t5, alarm.t7,
        extract(hour from to_timestamp(alarm.t2 / 1000.0) at time zone o.time_zone)::int as hour
      from unnest(${of('schoolId')}::uuid[], ${of('day')}::text[], ${of('fromAt')}::bigint[],
        ${of('toAt')}::bigint[]) as d (school_id, day, from_at, to_at)
      join organisation o on o.id = d.school_id
      join alarm on alarm.school_id = d.school_id and alarm.t2 >= d.from_at and alarm.t2 < d.to_at
    ) a
    group by a.school_id, a.day, a.alarm_kind`;
}

/**
 * Works these days out anew from the alarms. Idempotent. The lock is taken first, so that the count, which sees everything
 * committed when it begins, can never be written over by an older one.
 */
export async function recompute(tx: Tx, days: readonly SchoolDay[], now: number): Promise<void> {
  if (days.length === 0) return;
  const keys = days.map((d) => `alarm_day ${d.schoolId} ${d.day}`).sort();
  await sql`select pg_advisory_xact_lock(hashtextextended(k, 0))
    from unnest(${sql.val(keys)}::text[]) as k`.execute(tx);
  await sql`
    insert into alarm_day (${columns}) ${tally(days, now)}
    on conflict (school_id, day, alarm_kind) do update set
      raised = excluded.raised, accepted = excluded.accepted, closed = excluded.closed,
      due = excluded.due, in_minute = excluded.in_minute,
      verdict_true = excluded.verdict_true, verdict_prank = excluded.verdict_prank,
      verdict_mistaken = excluded.verdict_mistaken, verdict_false = excluded.verdict_false,
      accept_sec = excluded.accept_sec, arrive_sec = excluded.arrive_sec,
      close_sec = excluded.close_sec, hour_kind = excluded.hour_kind`.execute(tx);
}

/** School and time of alarms, to know whose day changed. */
export async function findTimes(
  db: Query,
  alarmIds: readonly string[],
): Promise<{ schoolId: string; at: number }[]> {
  const rows = await db
    .selectFrom('alarm')
    .select(['school_id', 't2'])
    .where('id', 'in', [...alarmIds])
    .execute();
  return rows.flatMap(({ school_id, t2 }) =>
    t2 === null ? [] : [{ schoolId: school_id, at: t2 }],
  );
}

/** When alarms of a school came since, one time for each quarter of an hour that had any. */
export async function findQuarters(db: Query, schoolId: string, since: number): Promise<number[]> {
  const { rows } = await sql<{ at: number }>`
    select distinct t2 / 900000 * 900000 as at from alarm
    where school_id = ${schoolId}::uuid and t2 >= ${since}::bigint`.execute(db);
  return rows.map((r) => r.at);
}

export async function findSweepDue(db: Query): Promise<number | null> {
  const row = await db.selectFrom('alarm_day_sweep').select('due_at').executeTakeFirst();
  return row?.due_at ?? null;
}

/** Takes the sweep that is due, for one instance alone; null when there is none, or another has it. */
export async function claimSweep(
  db: Query,
  at: { now: number; nextAt: number },
): Promise<{ wasDueAt: number } | null> {
  const { rows } = await sql<{ due_at: number }>`
    with held as (
      select due_at from alarm_day_sweep where due_at <= ${at.now}::bigint for update skip locked
    )
    update alarm_day_sweep s set due_at = ${at.nextAt}::bigint from held
    returning held.due_at`.execute(db);
  return rows[0] ? { wasDueAt: rows[0].due_at } : null;
}

export async function setSweep(db: Query, dueAt: number): Promise<void> {
  await db.updateTable('alarm_day_sweep').set({ due_at: dueAt }).execute();
}
