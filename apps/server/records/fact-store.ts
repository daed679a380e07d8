import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Fact, FactType } from '@anyuan/contracts/facts.ts';
import { recordsCounted, textsCounted } from '@anyuan/contracts/record-lists.ts';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../platform/tables.ts';
import { isSeen, type Lines } from './incident-store.ts';
import {
  type Asked,
  allOf,
  type Condition,
  type Counted,
  countUpTo,
  newestRows,
  texts,
  uuids,
} from './query.ts';

type Query = Kysely<Tables>;

/** Types that the reader may find at these schools. */
export interface FactScope {
  schoolIds: readonly string[];
  types: readonly FactType[];
  /** Only those of incidents that the reader sees. */
  ofIncidents: boolean;
}

export interface FactsAsked extends Asked {
  scopes: readonly FactScope[];
  lines: Lines;
  /** Those whose doing is looked for; null: anybody's. */
  personIds: readonly string[] | null;
}

export interface FactRow {
  id: string;
  at: number;
  type: FactType;
  schoolId: string;
  alarmId: string | null;
  incidentId: string | null;
  body: Fact;
  /** Of the alarm; null when there is none, or none any more. */
  zoneId: string | null;
  alarmKind: AlarmKind | null;
  beganAt: number | null;
}

function conditionsOf(asked: FactsAsked, scope: FactScope): Condition {
  return allOf([
    sql`f.at >= ${asked.fromAt}::bigint and f.at < ${asked.toAt}::bigint`,
    asked.after !== null &&
      sql`(f.at, f.id) < (${asked.after.at}::bigint, ${asked.after.id}::uuid)`,
    sql`f.type = any(${texts(scope.types)})`,
    scope.ofIncidents &&
      sql`f.incident_id is not null and exists (select from incident i
        where i.id = f.incident_id and ${isSeen(asked.lines)})`,
    asked.alarmKind !== undefined &&
      sql`exists (select from alarm a
        where a.id = f.alarm_id and a.alarm_kind = ${asked.alarmKind})`,
  ]);
}

/** Up to so many people are asked for one by one; more, among the newest facts of all first. */
const fewPeople = 10;
/** Up to so many types are asked for one by one. */
const fewTypes = 8;

/**
 * Types that the index `fact_rare` leaves out: part of every alarm, or written by the intake. In the order of its
 * migration, as text and not as a parameter: only then PostgreSQL knows that the index holds what is asked for.
 */
export const frequentTypes: readonly FactType[] = [
  ...(['alarm.raised', 'alarm.merged', 'alarm.rang', 'alarm.accepted', 'alarm.closed'] as const),
  ...(['dispatch.called', 'dispatch.tierSkipped', 'dispatch.nobodyFound'] as const),
  ...(['response.arrived', 'review.opened', 'detection.rejected'] as const),
];
const isRare = sql`f.type not in (${sql.join(frequentTypes.map((type) => sql.lit(type)))})`;

const areRare = ({ types }: FactScope) =>
  types.length <= fewTypes && types.every((type) => !frequentTypes.includes(type));

/** Where the newest of a scope are looked for: by person, by type or by school, whichever reads least. */
function ofScope(asked: FactsAsked, scope: FactScope, limit: number) {
  const conditions = conditionsOf(asked, scope);
  const atSchools = sql`f.school_id = any(${uuids(scope.schoolIds)})`;
  const newest = sql`order by f.at desc, f.id desc limit ${limit}`;
  if (asked.personIds !== null) {
    return sql`select p.* from unnest(${texts(asked.personIds)}) s (id), lateral (
      select f.id, f.at from fact f
      where f.body ->> 'personId' = s.id and ${atSchools} and ${conditions} ${newest}) p`;
  }
  if (areRare(scope)) {
    return sql`select p.* from unnest(${texts(scope.types)}) s (type), lateral (
      select f.id, f.at from fact f
      where f.type = s.type and ${isRare} and ${atSchools} and ${conditions} ${newest}) p`;
  }
  return sql`select p.* from unnest(${uuids(scope.schoolIds)}) s (id), lateral (
    select f.id, f.at from fact f
    where f.school_id = s.id and ${conditions} ${newest}) p`;
}

/** Of the newest that people did, those that these people did. */
const amongNewest = (asked: FactsAsked, scope: FactScope, personIds: readonly string[]) =>
  sql`select n.id, n.at from (
    select f.id, f.at, f.body ->> 'personId' as who from fact f
    where f.body ->> 'personId' is not null and f.school_id = any(${uuids(scope.schoolIds)})
      and ${conditionsOf(asked, scope)}
    order by f.at desc, f.id desc limit ${newestRows}) n
  where n.who = any(${texts(personIds)})`;

const matching = (asked: FactsAsked, limit: number) =>
  sql.join(
    asked.scopes.map((scope) => ofScope(asked, scope, limit)),
    sql` union all `,
  );

async function pageOf(db: Query, rowsOf: Condition, limit: number): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`
    with found as materialized (
      select m.id, m.at from (${rowsOf}) m
      order by m.at desc, m.id desc limit ${limit})
    select f.id, f.at, f.type, f.school_id as "schoolId", f.alarm_id as "alarmId",
      f.incident_id as "incidentId", f.body, a.zone_id as "zoneId",
      a.alarm_kind as "alarmKind", coalesce(a.t0, a.t1, a.t2) as "beganAt"
    from found join fact f on f.id = found.id and f.at = found.at
    left join alarm a on a.id = f.alarm_id
    order by f.at desc, f.id desc`.execute(db);
  return rows;
}

/**
 * A page, newest first, each with where and when its alarm was. Many people of one name fill a page from the
 * newest facts; only when they do not is each of them asked for. Of several scopes the newest would reach
 * back differently far.
 */
export async function findFacts(db: Query, asked: FactsAsked): Promise<FactRow[]> {
  const { scopes, personIds, limit } = asked;
  const [scope] = scopes;
  if (scope === undefined) return [];
  if (personIds !== null && personIds.length > fewPeople && scopes.length === 1) {
    const rows = await pageOf(db, amongNewest(asked, scope, personIds), limit);
    if (rows.length >= limit) return rows;
  }
  return pageOf(db, matching(asked, limit), limit);
}

export async function countFacts(db: Query, asked: FactsAsked): Promise<Counted> {
  if (asked.scopes.length === 0) return { rows: 0, more: false };
  const most = asked.personIds === null ? recordsCounted : textsCounted;
  return countUpTo(db, matching({ ...asked, after: null }, most + 1), most);
}

/** People with a role at one of these whose name, account or spelling holds the text. */
export async function findPeople(
  db: Query,
  at: { organisationIds: readonly string[]; like: string },
): Promise<string[]> {
  // Everybody who serves there at once: with a list of organisations per person a county took a second.
  const { rows } = await sql<{ id: string }>`
    with there as materialized (
      select distinct r.person_id as id from unnest(${uuids(at.organisationIds)}) o (id)
      join role_assignment r on r.organisation_id = o.id)
    select p.id from person p join there on there.id = p.id
    where p.search ilike ${at.like}
    order by p.sort_key limit 200`.execute(db);
  return rows.map((r) => r.id);
}
