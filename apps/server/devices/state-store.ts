import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { json, type Tx } from '../platform/db.ts';
import type { AlarmTable } from '../platform/tables.ts';

export type StateRow = Pick<
  Selectable<AlarmTable>,
  'id' | 'alarm_kind' | 'state' | 'people' | 't2' | 't4' | 't5' | 't7'
> & { terminal_id: string };

/** Terminals whose detections made or joined these alarms, with t2 of the alarm. */
export async function findTerminalsOfAlarms(
  tx: Tx,
  alarmIds: readonly string[],
): Promise<{ terminalId: string; t2: number }[]> {
  const result = await sql<{ terminalId: string; t2: number }>`
    select distinct on (1) terminal_id as "terminalId", coalesce(t2, 0) as t2 from (
      select a.terminal_id, a.t2 from alarm a where a.id = any(${alarmIds}::uuid[])
      union all
      select d.terminal_id, a.t2 from alarm a join detection d on d.alarm_id = a.id
      where a.id = any(${alarmIds}::uuid[])
    ) as joined where terminal_id is not null order by 1, 2`.execute(tx);
  return result.rows;
}

/**
 * Until the transaction ends nobody else tells these terminals anything: what is read after this is
 * what is sent last.
 */
export async function lockTerminalStates(tx: Tx, terminalIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(7316, hashtext(id))
    from (select id from unnest(${terminalIds.toSorted()}::text[]) as id order by id) as sorted`.execute(
    tx,
  );
}

/** The newest open alarm of each terminal. */
export async function findOpenStates(tx: Tx, terminalIds: readonly string[]): Promise<StateRow[]> {
  const result = await sql<StateRow>`
    select distinct on (t.id) t.id as terminal_id, a.id, a.alarm_kind, a.state, a.people,
      a.t2, a.t4, a.t5, a.t7
    from terminal t join alarm a on a.zone_id = t.zone_id and a.state <> 'closed'
    where t.id = any(${terminalIds}::uuid[]) and (a.terminal_id = t.id or exists (
      select from detection d where d.alarm_id = a.id and d.terminal_id = t.id))
    order by t.id, a.t2 desc nulls last, a.id desc`.execute(tx);
  return result.rows;
}

/** The newest closed alarm of each terminal that was raised at `t2` or later. */
export async function findClosedStates(
  tx: Tx,
  wanted: readonly { terminalId: string; t2: number }[],
): Promise<StateRow[]> {
  const result = await sql<StateRow>`
    select distinct on (t.id) t.id as terminal_id, a.id, a.alarm_kind, a.state, a.people,
      a.t2, a.t4, a.t5, a.t7
    from jsonb_to_recordset(${json(wanted)}::jsonb) as w("terminalId" uuid, t2 bigint)
    join terminal t on t.id = w."terminalId"
    join alarm a on a.school_id = t.school_id and a.t2 >= w.t2 and a.zone_id = t.zone_id
      and a.state = 'closed'
    where a.terminal_id = t.id or exists (
      select from detection d where d.alarm_id = a.id and d.terminal_id = t.id)
    order by t.id, a.t2 desc, a.id desc`.execute(tx);
  return result.rows;
}

/** How a terminal speaks of these people: "王老师". */
export async function findTitles(
  tx: Tx,
  personIds: readonly string[],
): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('person')
    .select(['id', 'title'])
    .where('id', 'in', personIds)
    .execute();
  return new Map(rows.map((r) => [r.id, r.title]));
}
