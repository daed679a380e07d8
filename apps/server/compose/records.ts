import type { Http } from '../platform/http.ts';
import { serveRecords } from '../records/routes.ts';
import type { RecordPlaces } from '../records/scope.ts';
import type { Ground } from './ground.ts';

/** The organisation and everything below it, on both lines. */
export function belowOf({ sites }: Pick<Ground, 'sites'>, organisationId: string): Set<string> {
  const children = new Map<string, string[]>();
  for (const { id, policeParentId, educationParentId } of sites.organisations()) {
    for (const parent of [policeParentId, educationParentId]) {
      if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), id]);
    }
  }
  const found = new Set([organisationId]);
  // A set grows while it is walked: children of children are visited as well.
  for (const id of found) for (const child of children.get(id) ?? []) found.add(child);
  return found;
}

function recordPlaces(ground: Ground): RecordPlaces {
  const { sites, about, names } = ground;
  return {
    below: (id) => belowOf(ground, id),
    timeZone: (id) => about(id).timeZone,
    schoolName: names.school,
    organisationName: (id) => sites.organisation(id)?.name ?? null,
    zonesNamed(text, schoolIds) {
      const wanted = text.toLowerCase();
      return schoolIds.flatMap((id) => {
        const school = sites.school(id);
        if (!school) return [];
        const isNamed = school.name.toLowerCase().includes(wanted);
        const zones = school.zones.filter((z) => isNamed || z.place.toLowerCase().includes(wanted));
        return zones.map((z) => z.id);
      });
    },
    place: names.place,
    person: names.person,
  };
}

/** 记录: what is searched stands in the tables of many slices; it is only read here. */
export function composeRecords(ground: Ground, http: Http): void {
  serveRecords(http, { ...ground, places: recordPlaces(ground) });
}
