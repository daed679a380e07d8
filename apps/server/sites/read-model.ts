import type { OrganisationKind } from '@anyuan/contracts/permissions.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';
import type { OrganisationRow, PlaceRow, TerminalRow } from './store.ts';

export interface SiteOrganisation {
  id: string;
  kind: OrganisationKind;
  name: string;
  policeParentId: string | null;
  educationParentId: string | null;
  timeZone: string;
}

export interface SiteZone {
  id: string;
  schoolId: string;
  schoolName: string;
  name: string;
  /** "西街校区 · 教学楼 2 层 · 东侧卫生间" */
  place: string;
  zoneKind: ZoneKind;
  privacy: boolean;
  /** Null outdoors. */
  buildingId: string | null;
  floorId: string | null;
  /** Zones whose terminals hear the same event: those of the same floor unless people said others. */
  neighbourIds: readonly string[];
  /** Own coordinates, else those of the nearest place around it. Degrees, WGS 84. */
  latitude: number | null;
  longitude: number | null;
}

export interface SiteSchool {
  id: string;
  name: string;
  timeZone: string;
  policeStationId: string | null;
  /** In the order of the place tree. */
  zones: SiteZone[];
  /** Stands in when an alarm comes without a zone: a gate, else the first zone. */
  gateZone: SiteZone | null;
}

export interface SiteTerminal {
  id: string;
  name: string;
  schoolId: string;
  schoolName: string;
  zoneId: string;
  zoneKind: ZoneKind;
  privacy: boolean;
  place: string;
  buildingId: string | null;
  policeStationId: string | null;
  latitude: number | null;
  longitude: number | null;
  timeZone: string;
}

/** Everything the hot paths ask about places, ready in memory. */
export interface ReadModel {
  organisations: ReadonlyMap<string, SiteOrganisation>;
  schools: ReadonlyMap<string, SiteSchool>;
  zones: ReadonlyMap<string, SiteZone>;
  terminals: ReadonlyMap<string, SiteTerminal>;
}

export const emptyModel: ReadModel = {
  organisations: new Map(),
  schools: new Map(),
  zones: new Map(),
  terminals: new Map(),
};

export interface ModelRows {
  organisations: OrganisationRow[];
  places: PlaceRow[];
  terminals: TerminalRow[];
}

/** Pure: rows in, read model out. Rows that lead nowhere (no school, no zone) are left out. */
export function buildModel(rows: ModelRows): ReadModel {
  const organisations = new Map(rows.organisations.map((o) => [o.id, organisationOf(o)]));
  const placeById = new Map(rows.places.map((p) => [p.id, p]));
  const schools = new Map<string, SiteSchool>();
  for (const o of organisations.values()) {
    if (o.kind !== 'school') continue;
    schools.set(o.id, {
      id: o.id,
      name: o.name,
      timeZone: o.timeZone,
      policeStationId: o.policeParentId,
      zones: [],
      gateZone: null,
    });
  }
  const zones = new Map<string, SiteZone>();
  for (const row of rows.places) {
    const school = schools.get(row.school_id);
    if (row.kind !== 'zone' || !school) continue;
    const zone = zoneOf(row, placeById, school.name);
    // One that was put away still names the place of old alarms.
    zones.set(zone.id, zone);
    if (row.archived_at === null) school.zones.push(zone);
  }
  for (const school of schools.values()) {
    linkNeighbours(school.zones, placeById);
    school.gateZone = school.zones.find((z) => z.zoneKind === 'gate') ?? school.zones[0] ?? null;
  }
  const terminals = new Map<string, SiteTerminal>();
  for (const row of rows.terminals) {
    const zone = zones.get(row.zone_id);
    const school = schools.get(row.school_id);
    if (zone && school) terminals.set(row.id, terminalOf(row, zone, school));
  }
  return { organisations, schools, zones, terminals };
}

function organisationOf(row: OrganisationRow): SiteOrganisation {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    policeParentId: row.police_parent_id,
    educationParentId: row.education_parent_id,
    timeZone: row.time_zone,
  };
}

/** The place and those around it, inside first. A loop in the data ends. */
function chainOf(row: PlaceRow, placeById: ReadonlyMap<string, PlaceRow>): PlaceRow[] {
  const chain: PlaceRow[] = [];
  for (let at: PlaceRow | undefined = row; at && chain.length < 10; ) {
    chain.push(at);
    at = at.parent_id === null ? undefined : placeById.get(at.parent_id);
  }
  return chain;
}

function zoneOf(
  row: PlaceRow,
  placeById: ReadonlyMap<string, PlaceRow>,
  schoolName: string,
): SiteZone {
  const chain = chainOf(row, placeById);
  const located = chain.find((p) => p.latitude !== null && p.longitude !== null);
  return {
    id: row.id,
    schoolId: row.school_id,
    schoolName,
    name: row.name,
    place: placeWords(chain),
    zoneKind: row.zone_kind ?? 'other',
    privacy: row.privacy,
    buildingId: chain.find((p) => p.kind === 'building')?.id ?? null,
    floorId: chain.find((p) => p.kind === 'floor')?.id ?? null,
    neighbourIds: [],
    latitude: located?.latitude ?? null,
    longitude: located?.longitude ?? null,
  };
}

/**
 * A floor belongs to one building, so the same floor is the same building. What people said of either
 * zone comes before that.
 */
function linkNeighbours(
  zones: readonly SiteZone[],
  placeById: ReadonlyMap<string, PlaceRow>,
): void {
  const saidOf = (zone: SiteZone) => placeById.get(zone.id)?.neighbour_ids ?? null;
  const byFloor = Map.groupBy(zones, (zone) => zone.floorId);
  const said = zones.filter((zone) => saidOf(zone) !== null);
  for (const zone of zones) {
    const own = saidOf(zone);
    const sameFloor = zone.floorId === null ? [] : (byFloor.get(zone.floorId) ?? []);
    const near = own ?? sameFloor.filter((o) => saidOf(o) === null).map((o) => o.id);
    const saidByThem = said.filter((o) => saidOf(o)?.includes(zone.id)).map((o) => o.id);
    const ids = new Set([...near, ...saidByThem]);
    ids.delete(zone.id);
    zone.neighbourIds = zones.filter((o) => ids.has(o.id)).map((o) => o.id);
  }
}

/** Campus, building with floor, zone: what somebody who runs there must know, outside first. */
export function placeWords(chain: readonly Pick<PlaceRow, 'kind' | 'name'>[]): string {
  const nameOf = (kind: PlaceRow['kind']) => chain.find((p) => p.kind === kind)?.name;
  const inside = [nameOf('building'), nameOf('floor')].filter((n) => n !== undefined).join(' ');
  return [nameOf('campus'), inside, nameOf('zone')].filter((words) => words).join(' · ');
}

function terminalOf(row: TerminalRow, zone: SiteZone, school: SiteSchool): SiteTerminal {
  return {
    id: row.id,
    name: row.name,
    schoolId: school.id,
    schoolName: school.name,
    zoneId: zone.id,
    zoneKind: zone.zoneKind,
    privacy: zone.privacy,
    place: zone.place,
    buildingId: zone.buildingId,
    policeStationId: school.policeStationId,
    latitude: zone.latitude,
    longitude: zone.longitude,
    timeZone: school.timeZone,
  };
}
