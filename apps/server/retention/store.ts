import type { KeepDays } from '@anyuan/contracts/retention.ts';
import { sql } from 'kysely';
import { type Db, json, type Tx } from '../platform/db.ts';

type Query = Db['query'] | Tx;
/** What the daily sweep deletes. */
export type Swept = Pick<KeepDays, 'alarms' | 'messages' | 'audit' | 'tickets'>;

/**
 * Deletes records of alarms that were closed before then, longest first, with all that is only about
 * them. One that an open incident still needs stays, and one whose recording is still there: the
 * recording has its own time. Returns how many.
 */
export async function deleteAlarms(db: Query, before: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with old as (
      select a.id from alarm a
      where a.state = 'closed' and a.t7 < ${before}::bigint
        and not exists (
          select from incident_alarm ia join incident i on i.id = ia.incident_id
          where ia.alarm_id = a.id and i.due_at is not null)
        and not exists (
          select from detection d where d.alarm_id = a.id and d.clip_stored_at is not null)
      order by a.t7 limit ${limit}
    ),
    d as (delete from detection using old where alarm_id = old.id),
    n as (delete from notification using old where alarm_id = old.id),
    p as (delete from playbook_run using old where alarm_id = old.id),
    t as (delete from talk using old where alarm_id = old.id)
    delete from alarm using old where alarm.id = old.id returning alarm.id`.execute(db);
  return rows.length;
}

/**
 * How much of each is older than these times and nothing holds it. At most: an alarm whose recording is
 * still there is counted, it goes as soon as the recording has.
 */
export async function countRecords(db: Query, before: Swept): Promise<Swept> {
  const { rows } = await sql<Swept>`
    select
      (select count(*)::int from alarm a
        where a.state = 'closed' and a.t7 < ${before.alarms}::bigint
          and not exists (
            select from incident_alarm ia join incident i on i.id = ia.incident_id
            where ia.alarm_id = a.id and i.due_at is not null)) as alarms,
      (select count(*)::int from notification
        where queued_at < ${before.messages}::bigint and due_at is null) as messages,
      (select count(*)::int from audit where at < ${before.audit}::bigint) as audit,
      (select count(*)::int from ticket where closed_at < ${before.tickets}::bigint) as tickets`.execute(
    db,
  );
  return rows[0] ?? { alarms: 0, messages: 0, audit: 0, tickets: 0 };
}

/** Messages made before then that nothing more will happen to. Returns how many. */
export async function deleteMessages(db: Query, before: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    delete from notification where id in (
      select id from notification
      where queued_at < ${before}::bigint and due_at is null limit ${limit})
    returning id`.execute(db);
  return rows.length;
}

/** Whole sealed stretches only, so that what is left still agrees with its seals. */
export async function deleteAudit(db: Query, before: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    delete from audit where id in (
      select id from audit where at < coalesce(
        (select max(to_at) from seal where to_at <= ${before}::bigint),
        (select min(from_at) from seal), ${before}::bigint)
      order by id limit ${limit})
    returning id`.execute(db);
  return rows.length;
}

/** Tickets that were closed before then, with all that was noted on them. Returns how many. */
export async function deleteTickets(db: Query, before: number, limit: number): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    with old as (select id from ticket where closed_at < ${before}::bigint limit ${limit}),
    e as (delete from ticket_entry using old where ticket_id = old.id)
    delete from ticket using old where ticket.id = old.id returning ticket.id`.execute(db);
  return rows.length;
}

/** Is anything in this month about an alarm or an incident that is still open? */
export async function isMonthNeeded(db: Query, month: string): Promise<boolean> {
  const { rows } = await sql<{ needed: boolean }>`
    select exists (
      select from ${sql.table(month)} f
      left join incident i on i.id = f.incident_id
      left join alarm a on a.id = f.alarm_id
      where i.due_at is not null or a.due_at is not null) as needed`.execute(db);
  return rows[0]?.needed ?? true;
}

/** Takes the daily sweep for this instance; false when it is not yet time. */
export async function claimSweep(
  db: Query,
  { now, everyMs }: { now: number; everyMs: number },
): Promise<boolean> {
  const value = json({ at: now });
  const claimed = await db
    .insertInto('installation')
    .values({ key: 'retention-swept', value })
    .onConflict((c) =>
      c
        .column('key')
        .doUpdateSet({ value })
        .where(sql<number>`(installation.value ->> 'at')::bigint`, '<=', now - everyMs),
    )
    .returning('key')
    .executeTakeFirst();
  return claimed !== undefined;
}
