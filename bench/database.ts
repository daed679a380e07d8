import type { Db } from '@anyuan/server/platform/db.ts';
import { waitUntil } from './load.ts';

/** What the database says about detections that were sent. */
export interface Kept {
  /** Not in the database, or without an alarm. */
  missing: string[];
  /** In more than one alarm, or more than once. */
  doubled: string[];
  /** Committed without a stamped plan, a first call, or a next due time. */
  withoutFirstTier: string[];
}

/** Checks every detection by id: committed once, one alarm, plan stamped, first tier called. */
export async function checkKept(db: Db, ids: readonly string[]): Promise<Kept> {
  const { rows } = await db.pool.query<{
    id: string;
    rows: number;
    alarms: number;
    planned: boolean;
  }>({
    text: `
      select sent.id,
        (select count(*)::int from detection d where d.id = sent.id::uuid) as rows,
        count(a.id)::int as alarms,
        coalesce(bool_and(
          jsonb_array_length(a.plan->'tiers') > 0 and jsonb_array_length(a.people) > 0
          and exists (
            select from fact f where f.alarm_id = a.id and f.type = 'dispatch.called'
          )
          and (a.state = 'closed' or a.due_at is not null)
        ), false) as planned
      from unnest($1::text[]) as sent(id)
      left join (
        select alarm.*, claimed from alarm, unnest(detection_ids) as claimed
      ) a on a.claimed = sent.id
      group by sent.id`,
    values: [ids],
  });
  return {
    missing: rows.filter((r) => r.rows === 0 || r.alarms === 0).map((r) => r.id),
    doubled: rows.filter((r) => r.rows > 1 || r.alarms > 1).map((r) => r.id),
    withoutFirstTier: rows.filter((r) => r.alarms > 0 && !r.planned).map((r) => r.id),
  };
}

/**
 * How late each tier step was, ms: the time of the call against the time the call before it had set
 * by the stamped plan. Steps that should have come and have not count with what they are late now.
 */
export async function tierLateness(db: Db, ids: readonly string[]): Promise<number[]> {
  const { rows } = await db.pool.query<{ late: number }>({
    text: `
      with mine as (
        select distinct on (a.id) a.id, a.plan, a.due_at, a.state
        from unnest($1::uuid[]) as sent(id)
        join detection d on d.id = sent.id
        join alarm a on a.id = d.alarm_id
      ), calls as (
        select m.plan, f.at,
          lag(f.at) over w as before_at,
          lag((f.body->>'tier')::int) over w as before_tier,
          lag((f.body->>'round')::int) over w as before_round
        from mine m join fact f on f.alarm_id = m.id and f.type = 'dispatch.called'
        window w as (partition by m.id order by f.at, (f.body->>'tier')::int)
      ), now_ms as (
        select (extract(epoch from clock_timestamp()) * 1000)::bigint as now
      )
      select (at - before_at - 1000 * case
          when before_round > 0 and before_tier = jsonb_array_length(plan->'tiers') - 1
            then (plan->>'repeatSec')::numeric
          else (plan->'tiers'->before_tier->>'waitSec')::numeric
        end)::float8 as late
      from calls where before_at is not null
      union all
      select (now - due_at)::float8 from mine, now_ms where state <> 'closed' and due_at < now`,
    values: [ids],
  });
  return rows.map((r) => r.late);
}

/** Transactions committed so far; sessions report theirs within a second. */
export async function countTransactions(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>(
    `select xact_commit::float8 as n from pg_stat_database where datname = current_database()`,
  );
  return rows[0]?.n ?? 0;
}

/**
 * Back to a quiet server with nothing open. Alarms are closed behind its back: nobody answers here, and
 * all that one level raised would climb on for ever beside the next. What was still to be told about
 * them goes with them (whether anything was lost has been counted before); history stays. The
 * database's own housekeeping is done now, so that it does not fall into a measurement.
 */
export async function settle(db: Db): Promise<void> {
  await db.pool.query(`
    update alarm set state = 'closed', due_at = null, verdict = 'test', version = version + 1,
      closed_by = (select id from person limit 1), t7 = t2, close_reason = 'bench'
    where state <> 'closed'`);
  await db.pool.query('delete from delivery where parked_at is null');
  await db.pool.query(
    `update notification set state = 'failed', due_at = null where state = 'queued'`,
  );
  await waitUntil(() => isQuiet(db), { withinMs: 60_000, everyMs: 100 });
  await db.pool.query('vacuum (analyze) alarm, detection, delivery, fact');
  await db.pool.query('checkpoint');
}

/** Has every reaction to what happened been through? */
async function isQuiet(db: Db): Promise<boolean> {
  const { rowCount } = await db.pool.query('select from delivery where parked_at is null limit 1');
  return rowCount === 0;
}
