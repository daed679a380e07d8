import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';

/** One detection that called people, with the verdict of its closed alarm. */
export interface JudgedRow {
  terminalId: string;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  verdict: string;
  /** Best score of the reasons of its own kind. */
  score: number;
}

export async function findJudged(
  query: Kysely<Tables>,
  at: { schoolId: string; since: number },
): Promise<JudgedRow[]> {
  const { rows } = await sql<JudgedRow>`
    select d.terminal_id as "terminalId", d.kind, a.alarm_kind as "alarmKind", a.verdict,
      coalesce((select max((r ->> 'score')::float8) from jsonb_array_elements(d.reasons) r
        where r ->> 'label' = d.kind), 0) as score
    from detection d join alarm a on a.id = d.alarm_id
    where d.school_id = ${at.schoolId} and d.received_at >= ${at.since}::bigint
      and d.terminal_id is not null and a.state = 'closed'`.execute(query);
  return rows;
}

/** Closed exercises per terminal of their zone, and how many of them it heard, by kind of sound. */
export async function findDrills(
  query: Kysely<Tables>,
  at: { schoolId: string; since: number },
): Promise<{ terminalId: string; drills: number; heardKinds: DetectionKind[] }[]> {
  const { rows } = await sql<{ terminalId: string; drills: string; heardKinds: DetectionKind[] }>`
    select t.id as "terminalId", count(distinct a.id) as drills,
      coalesce(jsonb_agg(k.kind) filter (where k.kind is not null), '[]') as "heardKinds"
    from terminal t
    join alarm a on a.zone_id = t.zone_id and a.alarm_kind = 'exercise' and a.state = 'closed'
      and a.t2 >= ${at.since}::bigint
    left join lateral (
      select distinct d.kind from detection d
      where d.alarm_id = a.id and d.terminal_id = t.id and d.kind not in ('button', 'person')
    ) k on true
    where t.school_id = ${at.schoolId}
    group by t.id`.execute(query);
  return rows.map((row) => ({ ...row, drills: Number(row.drills) }));
}

/** Only recorded, per terminal and kind; self-tests do not count. */
export async function countRecorded(
  query: Kysely<Tables>,
  at: { schoolId: string; since: number },
): Promise<{ terminalId: string; kind: DetectionKind; count: number }[]> {
  const rows = await query
    .selectFrom('observation')
    .select((e) => ['terminal_id as terminalId', 'kind', e.fn.countAll<string>().as('count')])
    .where('school_id', '=', at.schoolId)
    .where('received_at', '>=', at.since)
    .where('alarm_kind', '=', 'actual')
    .groupBy(['terminal_id', 'kind'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

export function findEnrolled(query: Kysely<Tables>, schoolId: string) {
  return query
    .selectFrom('terminal')
    .select(['id', 'enrolled_at as enrolledAt'])
    .where('school_id', '=', schoolId)
    .where('enrolled_at', 'is not', null)
    .execute();
}
