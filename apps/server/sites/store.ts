import type { Kysely, Selectable } from 'kysely';
import type { Tables } from '../platform/tables.ts';

export type OrganisationRow = Selectable<Tables['organisation']>;
export type PlaceRow = Selectable<Tables['place']>;
export type TerminalRow = Pick<
  Selectable<Tables['terminal']>,
  'id' | 'school_id' | 'zone_id' | 'name'
>;

type Query = Kysely<Tables>;

export function findOrganisations(query: Query): Promise<OrganisationRow[]> {
  return query.selectFrom('organisation').selectAll().orderBy('name').execute();
}

/** In the order in which they are shown. */
export function findPlaces(query: Query): Promise<PlaceRow[]> {
  return query.selectFrom('place').selectAll().orderBy('school_id').orderBy('position').execute();
}

export function findTerminals(query: Query): Promise<TerminalRow[]> {
  return query
    .selectFrom('terminal')
    .select(['id', 'school_id', 'zone_id', 'name'])
    .where('archived_at', 'is', null)
    .execute();
}

/** School of an alarm; null when there is no such alarm. */
export async function findSchoolOfAlarm(query: Query, alarmId: string): Promise<string | null> {
  const row = await query
    .selectFrom('alarm')
    .select('school_id')
    .where('id', '=', alarmId)
    .executeTakeFirst();
  return row?.school_id ?? null;
}

/** School of a terminal that the read model has not seen yet. */
export async function findSchoolOfTerminal(
  query: Query,
  terminalId: string,
): Promise<string | null> {
  const row = await query
    .selectFrom('terminal')
    .select('school_id')
    .where('id', '=', terminalId)
    .executeTakeFirst();
  return row?.school_id ?? null;
}

/** School of an incident; null when there is no such incident. */
export async function findSchoolOfIncident(
  query: Query,
  incidentId: string,
): Promise<string | null> {
  const row = await query
    .selectFrom('incident')
    .select('school_id')
    .where('id', '=', incidentId)
    .executeTakeFirst();
  return row?.school_id ?? null;
}
