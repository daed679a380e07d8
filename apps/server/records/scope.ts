import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import type { RecordPage } from '@anyuan/contracts/routes/records.ts';
import { factGroups } from '@anyuan/core/records/fact-permissions.ts';
import { addDays, instantOf, localDay } from '@anyuan/core/roster/local-time.ts';
import type { Db } from '../platform/db.ts';
import type { Who } from '../platform/who.ts';
import type { AlarmsAsked } from './alarm-store.ts';
import { type FactScope, type FactsAsked, findPeople } from './fact-store.ts';
import type { IncidentsAsked, Lines } from './incident-store.ts';
import { type Asked, likeOf, readCursor } from './query.ts';

/** What the records room asks of places and organisations, all from memory. */
export interface RecordPlaces {
  /** The organisation and everything below it on both lines. */
  below(organisationId: string): ReadonlySet<string>;
  timeZone(organisationId: string): string;
  schoolName(schoolId: string): string;
  organisationName(organisationId: string): string | null;
  /** Zones of these schools whose place, or whose school's name, holds the text. */
  zonesNamed(text: string, schoolIds: readonly string[]): string[];
  place(zoneId: string): string;
  person(personId: string): string;
}

export interface Reader {
  db: Db;
  places: RecordPlaces;
  who: Who;
  now: number;
}

/** The last moment there is, epoch ms. */
const latest = 8_640_000_000_000_000;

function timesOf({ fromAt, toAt, lastDays }: RecordFilter, { places, who, now }: Reader) {
  if (lastDays === undefined) return { fromAt: fromAt ?? 0, toAt: toAt ?? latest };
  const zone = places.timeZone(who.assignments[0]?.organisationId ?? '');
  const day = addDays(localDay(now, zone), 1 - lastDays);
  return { fromAt: instantOf(day, 0, zone), toAt: latest };
}

function askedOf(query: RecordPage, reader: Reader): Asked {
  const { text = '', lastDays: _days, organisationId: _in, after, ...rest } = query;
  // PostgreSQL stores neither NUL nor half a character: nothing can match.
  const plain = text.replaceAll('\0', '').toWellFormed();
  return { ...rest, ...timesOf(query, reader), text: plain, after: readCursor(after) };
}

/** Schools where this reader has the permission, of the organisation asked for. */
function schoolsOf(query: RecordFilter, { who, places }: Reader, permission: Permission): string[] {
  const theirs = who.schoolIds(permission);
  if (query.organisationId === undefined) return [...theirs];
  const below = places.below(query.organisationId);
  return [...theirs].filter((id) => below.has(id));
}

function named(schoolIds: readonly string[], text: string, places: RecordPlaces): string[] {
  const wanted = text.toLowerCase();
  return schoolIds.filter((id) => places.schoolName(id).toLowerCase().includes(wanted));
}

export function askAlarms(query: RecordPage, reader: Reader): AlarmsAsked {
  const asked = askedOf(query, reader);
  const schoolIds = schoolsOf(query, reader, 'alarm.view');
  const zoneIds = asked.text === '' ? [] : reader.places.zonesNamed(asked.text, schoolIds);
  return { ...asked, schoolIds, zoneIds };
}

export function linesOf(who: Who): Lines {
  return {
    school: [...who.schoolIds('incident.schoolLine')],
    police: [...who.schoolIds('incident.policeLine')],
  };
}

export function askIncidents(query: RecordPage, reader: Reader): IncidentsAsked {
  const asked = askedOf(query, reader);
  const schoolIds = schoolsOf(query, reader, 'incident.view');
  const namedSchoolIds = asked.text === '' ? [] : named(schoolIds, asked.text, reader.places);
  return { ...asked, schoolIds, lines: linesOf(reader.who), namedSchoolIds };
}

/**
 * Facts by permission: types that are open at the same schools are asked for together. A text is a name: of a
 * person who did it, or of a school. What stands in records of incidents is never searched, so that nobody
 * learns by trying what they may not read.
 */
export async function askFacts(
  query: RecordPage,
  reader: Reader,
  types?: readonly string[],
): Promise<FactsAsked> {
  const asked = askedOf(query, reader);
  const { who, places, db } = reader;
  let scopes = scopesOf(query, reader, types);
  let personIds = query.personId === undefined ? null : [query.personId];
  if (asked.text !== '') {
    const inScope = [...new Set(scopes.flatMap((s) => s.schoolIds))];
    const schools = new Set(named(inScope, asked.text, places));
    if (schools.size > 0) {
      const narrowed = (s: FactScope) => s.schoolIds.filter((id) => schools.has(id));
      scopes = scopes.map((s) => ({ ...s, schoolIds: narrowed(s) }));
    } else if (personIds === null) {
      const all = [...new Set(who.assignments.map((a) => a.organisationId))];
      const organisationIds = [
        ...new Set([...inScope, ...all.flatMap((id) => [...places.below(id)])]),
      ];
      personIds = await findPeople(db.query, { organisationIds, like: likeOf(asked.text) });
    }
  }
  return { ...asked, scopes, lines: linesOf(who), personIds };
}

function scopesOf(query: RecordPage, reader: Reader, types?: readonly string[]): FactScope[] {
  const scopes = new Map<string, FactScope>();
  for (const group of factGroups(query.fact)) {
    const schoolIds = schoolsOf(query, reader, group.permission);
    const wanted = group.types.filter((t) => !types || types.includes(t));
    if (schoolIds.length === 0 || wanted.length === 0) continue;
    const ofIncidents = group.permission === 'incident.view';
    const key = JSON.stringify([ofIncidents, schoolIds]);
    const known = scopes.get(key);
    scopes.set(key, { schoolIds, ofIncidents, types: [...(known?.types ?? []), ...wanted] });
  }
  return [...scopes.values()];
}
