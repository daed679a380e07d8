import type { AlarmState, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
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

export interface AlarmsAsked extends Asked {
  schoolIds: readonly string[];
  /** Zones whose words hold the text, those of a school whose name does among them. */
  zoneIds: readonly string[];
}

export interface AlarmRow {
  id: string;
  schoolId: string;
  zoneId: string;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  state: AlarmState;
  verdict: Verdict | null;
  beganAt: number;
  /** The order of lists. */
  t2: number;
  t4: number | null;
  t5: number | null;
  t7: number | null;
  closedBy: string | null;
  closeReason: string | null;
}

const ended = sql`coalesce(a.close_reason, '') || ' ' || coalesce(a.review, '')`;

/** Everything but the school: all of it stands in the index `alarm_newest`. */
function conditionsOf(asked: AlarmsAsked): Condition {
  const { fromAt, toAt, kind, alarmKind, state, verdict } = asked;
  return allOf([
    sql`a.t2 >= ${fromAt}::bigint and a.t2 < ${toAt}::bigint`,
    asked.after !== null &&
      sql`(a.t2, a.id) < (${asked.after.at}::bigint, ${asked.after.id}::uuid)`,
    kind !== undefined && sql`a.kind = ${kind}`,
    alarmKind !== undefined && sql`a.alarm_kind = ${alarmKind}`,
    verdict !== undefined && sql`a.verdict = ${verdict}`,
    state === 'open' ? sql`a.state <> 'closed'` : state !== undefined && sql`a.state = ${state}`,
  ]);
}

/** Per school straight from its index, so that no page costs more with the years; then the newest of all. */
function perSchool(asked: AlarmsAsked, more: Condition, limit: number) {
  return sql`select p.* from unnest(${uuids(asked.schoolIds)}) s (id), lateral (
    select a.id, a.t2 from alarm a
    where a.school_id = s.id and ${conditionsOf(asked)} and ${more}
    order by a.t2 desc, a.id desc limit ${limit}) p`;
}

/** Rows that an index names, such as those of one person or one text, in no order. */
function among(asked: AlarmsAsked, more: Condition) {
  return sql`(select a.id, a.t2 from alarm a
    where a.school_id = any(${uuids(asked.schoolIds)}) and ${conditionsOf(asked)} and ${more})`;
}

const ofPerson = (personId: string) => sql`a.id in (select f.alarm_id from fact f
  where f.body ->> 'personId' = ${personId} and f.alarm_id is not null)`;

const inZones = ({ zoneIds }: AlarmsAsked) => sql`a.zone_id = any(${uuids(zoneIds)})`;

type Words = typeof wordsHold;

function inWords({ text }: AlarmsAsked, hold: Words): Condition | null {
  const words = hold(ended, text);
  return words && sql`a.state = 'closed' and ${words}`;
}

function holdsText(asked: AlarmsAsked, hold: Words): Condition {
  const words = inWords(asked, hold);
  return words ? sql`(${inZones(asked)} or ${words})` : inZones(asked);
}

/** Ids and times of what matches, each once, unordered; of each school no more than the newest `limit`. */
function matching(asked: AlarmsAsked, limit: number) {
  const { personId, text } = asked;
  if (personId !== undefined) {
    const wanted = text === '' ? sql`true` : holdsText(asked, wordsRead);
    return among(asked, sql`${ofPerson(personId)} and ${wanted}`);
  }
  if (text === '') return perSchool(asked, sql`true`, limit);
  const byPlace = perSchool(asked, inZones(asked), limit);
  const words = inWords(asked, wordsHold);
  return words ? sql`${byPlace} union ${among(asked, words)}` : byPlace;
}

/** Those of the newest few thousand that hold the text: what is frequent is found here, and never sorted whole. */
function matchingNewest(asked: AlarmsAsked) {
  const { schoolIds } = asked;
  const candidates =
    schoolIds.length < manySchools
      ? perSchool(asked, sql`true`, newestRows)
      : among(asked, sql`true`);
  return sql`select a.id, a.t2 from (
    select n.id from (${candidates}) n order by n.t2 desc, n.id desc limit ${newestRows}) n
    join alarm a on a.id = n.id where ${holdsText(asked, wordsRead)}`;
}

async function readPage(db: Query, asked: AlarmsAsked, ids: Condition): Promise<AlarmRow[]> {
  const { rows } = await sql<AlarmRow>`
    with found as materialized (
      select m.id, m.t2 from (${ids}) m order by m.t2 desc, m.id desc limit ${asked.limit})
    select a.id, a.school_id as "schoolId", a.zone_id as "zoneId", a.kind,
      a.alarm_kind as "alarmKind", a.confidence, a.state, a.verdict,
      coalesce(a.t0, a.t1, a.t2) as "beganAt", a.t2, a.t4, a.t5, a.t7,
      a.closed_by as "closedBy", a.close_reason as "closeReason"
    from found join alarm a on a.id = found.id
    order by a.t2 desc, a.id desc`.execute(db);
  return rows;
}

/** A page, newest first. */
export async function findAlarms(db: Query, asked: AlarmsAsked): Promise<AlarmRow[]> {
  if (asked.text !== '' && asked.personId === undefined) {
    const newest = await readPage(db, asked, matchingNewest(asked));
    if (newest.length === asked.limit) return newest;
  }
  return readPage(db, asked, matching(asked, asked.limit));
}

/** Each once as well, without sorting or comparing: counting may stop at any row. */
function counted(asked: AlarmsAsked, limit: number) {
  const words = inWords(asked, wordsHold);
  if (asked.text === '' || asked.personId !== undefined || !words) return matching(asked, limit);
  const others = sql`${inZones(asked)} and (${inWords(asked, wordsRead)}) is not true`;
  return sql`${perSchool(asked, others, limit)} union all ${among(asked, words)}`;
}

/** How many match, counted up to `recordsCounted`; of a text fewer, because each row has to be read for it. */
export async function countAlarms(db: Query, asked: AlarmsAsked): Promise<Counted> {
  const most = asked.text === '' ? recordsCounted : textsCounted;
  return countUpTo(db, counted({ ...asked, after: null }, most + 1), most);
}
