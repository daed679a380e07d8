import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type {
  IncidentGrade,
  IncidentKind,
  IncidentState,
  Side,
} from '@anyuan/contracts/incident.ts';
import { recordsCounted, textsCounted } from '@anyuan/contracts/record-lists.ts';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';
import {
  type Asked,
  allOf,
  type Condition,
  type Counted,
  countUpTo,
  newestRows,
  uuids,
  wordsHold,
  wordsRead,
} from './query.ts';

type Query = Kysely<Tables>;

/** Schools whose school side, or whose police side, the reader stands on. */
export type Lines = Readonly<Record<Side, readonly string[]>>;

export interface IncidentsAsked extends Asked {
  schoolIds: readonly string[];
  lines: Lines;
  /** Schools whose name holds the text. */
  namedSchoolIds: readonly string[];
}

export interface IncidentRow {
  id: string;
  number: number;
  title: string;
  schoolId: string;
  place: string;
  kind: IncidentKind;
  alarmKind: AlarmKind;
  state: IncidentState;
  grade: IncidentGrade | null;
  ownerId: string | null;
  reportedAt: number;
  concludedAt: number | null;
}

/** Everything shared, and what the reader's own side raised. */
export const isSeen = (lines: Lines): Condition => sql`(i.shared
  or (i.raised_by = 'school' and i.school_id = any(${uuids(lines.school)}))
  or (i.raised_by = 'police' and i.school_id = any(${uuids(lines.police)})))`;

function conditionsOf(asked: IncidentsAsked): Condition {
  const { fromAt, toAt, incidentKind, incidentState, grade, alarmKind, personId } = asked;
  return allOf([
    sql`i.reported_at >= ${fromAt}::bigint and i.reported_at < ${toAt}::bigint`,
    asked.after !== null && sql`i.number < ${asked.after.at}::int`,
    incidentKind !== undefined && sql`i.kind = ${incidentKind}`,
    grade !== undefined && sql`i.grade = ${grade}`,
    alarmKind !== undefined && sql`i.alarm_kind = ${alarmKind}`,
    incidentState === 'open' && sql`i.due_at is not null`,
    incidentState !== undefined && incidentState !== 'open' && sql`i.state = ${incidentState}`,
    personId !== undefined &&
      sql`(i.owner_id = ${personId}::uuid or i.id in (select f.incident_id from fact f
        where f.body ->> 'personId' = ${personId} and f.incident_id is not null))`,
    isSeen(asked.lines),
  ]);
}

function perSchool(asked: IncidentsAsked, schoolIds: readonly string[], limit: number) {
  return sql`select p.* from unnest(${uuids(schoolIds)}) s (id), lateral (
    select i.id, i.number from incident i
    where i.school_id = s.id and ${conditionsOf(asked)}
    order by i.number desc limit ${limit}) p`;
}

function holdsText({ text, namedSchoolIds }: IncidentsAsked, hold: typeof wordsHold): Condition {
  const number = Number(/^#?(\d{1,9})$/.exec(text)?.[1] ?? -1);
  const words = hold(sql`(i.title || ' ' || i.place)`, text) ?? sql`false`;
  return sql`(${words} or i.number = ${number} or i.school_id = any(${uuids(namedSchoolIds)}))`;
}

/** Ids and numbers of what matches, each once, unordered; of each school no more than the newest `limit`. */
function matching(asked: IncidentsAsked, limit: number) {
  const { text, schoolIds, namedSchoolIds } = asked;
  if (text === '') return perSchool(asked, schoolIds, limit);
  const found = holdsText({ ...asked, namedSchoolIds: [] }, wordsHold);
  return sql`(select i.id, i.number from incident i
      where i.school_id = any(${uuids(schoolIds)}) and ${conditionsOf(asked)} and ${found})
    union ${perSchool(asked, namedSchoolIds, limit)}`;
}

/** Those of the newest few thousand that hold the text: what is frequent is found here, and never sorted whole. */
function matchingNewest(asked: IncidentsAsked) {
  return sql`select i.id, i.number from (
    select n.id from (${perSchool(asked, asked.schoolIds, newestRows)}) n
    order by n.number desc limit ${newestRows}) n
    join incident i on i.id = n.id where ${holdsText(asked, wordsRead)}`;
}

async function readPage(db: Query, asked: IncidentsAsked, ids: Condition): Promise<IncidentRow[]> {
  const { rows } = await sql<IncidentRow>`
    with found as materialized (
      select m.id, m.number from (${ids}) m order by m.number desc limit ${asked.limit})
    select i.id, i.number, i.title, i.school_id as "schoolId", i.place, i.kind,
      i.alarm_kind as "alarmKind", i.state, i.grade, i.owner_id as "ownerId",
      i.reported_at as "reportedAt", i.concluded_at as "concludedAt"
    from found join incident i on i.id = found.id order by i.number desc`.execute(db);
  return rows;
}

/** A page, newest first: numbers are given in the order of reporting. */
export async function findIncidents(db: Query, asked: IncidentsAsked): Promise<IncidentRow[]> {
  if (asked.text !== '') {
    const newest = await readPage(db, asked, matchingNewest(asked));
    if (newest.length === asked.limit) return newest;
  }
  return readPage(db, asked, matching(asked, asked.limit));
}

export async function countIncidents(db: Query, asked: IncidentsAsked): Promise<Counted> {
  const most = asked.text === '' ? recordsCounted : textsCounted;
  return countUpTo(db, matching(asked, most + 1), most);
}
