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
  manySchools,
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

const seesLine = (lines: Lines, side: Side) => sql`s.id = any(${uuids(lines[side])})`;

/** Everything but school and visibility; nearly all of it stands in the index `incident_newest`. */
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
  ]);
}

/** Numbers, per school straight from its index; which sides the reader stands on is asked once for each. */
function perSchool(asked: IncidentsAsked, schoolIds: readonly string[], limit: number) {
  const { lines } = asked;
  return sql`select p.number from (
    select s.id, ${seesLine(lines, 'school')} as school, ${seesLine(lines, 'police')} as police
    from unnest(${uuids(schoolIds)}) s (id) offset 0) s, lateral (
    select i.number from incident i
    where i.school_id = s.id and ${conditionsOf(asked)}
      and (i.shared or (s.school and i.raised_by = 'school') or (s.police and i.raised_by = 'police'))
    order by i.number desc limit ${limit}) p`;
}

/** Numbers at these schools, in no order. */
const among = (asked: IncidentsAsked, schoolIds: readonly string[], more: Condition) => sql`
  (select i.number from incident i where i.school_id = any(${uuids(schoolIds)})
    and ${conditionsOf(asked)} and ${isSeen(asked.lines)} and ${more})`;

const title = sql`(i.title || ' ' || i.place)`;
const numberIn = (text: string) => Number(/^#?(\d{1,9})$/.exec(text)?.[1] ?? -1);
const isNumber = (text: string) => sql`i.number = ${numberIn(text)}`;
const inWords = (text: string) => wordsHold(title, text) ?? sql`false`;

/** Numbers of what matches, each once, unordered; of each school no more than the newest `limit`. */
function matching(asked: IncidentsAsked, limit: number) {
  const { text, schoolIds, namedSchoolIds } = asked;
  if (text === '') return perSchool(asked, schoolIds, limit);
  return sql`${among(asked, schoolIds, inWords(text))}
    union ${among(asked, schoolIds, isNumber(text))}
    union ${perSchool(asked, namedSchoolIds, limit)}`;
}

/** Those of the newest few thousand that hold the text: what is frequent is found here, and never sorted whole. */
function matchingNewest(asked: IncidentsAsked) {
  const { text, schoolIds, namedSchoolIds } = asked;
  const words = wordsRead(title, text) ?? sql`false`;
  const isNamed = sql`i.school_id = any(${uuids(namedSchoolIds)})`;
  const candidates =
    schoolIds.length < manySchools
      ? perSchool(asked, schoolIds, newestRows)
      : among(asked, schoolIds, sql`true`);
  return sql`select i.number from (
    select n.number from (${candidates}) n order by n.number desc limit ${newestRows}) n
    join incident i on i.number = n.number
    where (${words} or ${isNumber(text)} or ${isNamed})`;
}

async function readPage(db: Query, asked: IncidentsAsked, numbers: Condition) {
  const { rows } = await sql<IncidentRow>`
    with found as materialized (
      select m.number from (${numbers}) m order by m.number desc limit ${asked.limit})
    select i.id, i.number, i.title, i.school_id as "schoolId", i.place, i.kind,
      i.alarm_kind as "alarmKind", i.state, i.grade, i.owner_id as "ownerId",
      i.reported_at as "reportedAt", i.concluded_at as "concludedAt"
    from found join incident i on i.number = found.number order by i.number desc`.execute(db);
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

/** Without sorting or comparing: counting may stop at any row. */
function counted(asked: IncidentsAsked, limit: number) {
  const { text, schoolIds, namedSchoolIds } = asked;
  if (text === '') return matching(asked, limit);
  const named = new Set(namedSchoolIds);
  const others = schoolIds.filter((id) => !named.has(id));
  const words = sql`${inWords(text)} and i.number <> ${numberIn(text)}`;
  return sql`${among(asked, others, words)} union all ${among(asked, others, isNumber(text))}
    union all ${perSchool(asked, namedSchoolIds, limit)}`;
}

export async function countIncidents(db: Query, asked: IncidentsAsked): Promise<Counted> {
  const most = asked.text === '' ? recordsCounted : textsCounted;
  return countUpTo(db, counted({ ...asked, after: null }, most + 1), most);
}
