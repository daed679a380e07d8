import { Refusal } from '@anyuan/contracts/errors.ts';
import { mapRoutes } from '@anyuan/contracts/routes/map.ts';
import { type PlaceTree, placeEditingRoutes } from '@anyuan/contracts/routes/place-editing.ts';
import { withoutAddresses } from '@anyuan/core/places/camera-addresses.ts';
import type { Http } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { hasMap, readMapPart } from './base-map.ts';
import { type FloorPlans, makeFloorPlans } from './plan-service.ts';
import { findCampuses, findPlanned } from './plan-store.ts';
import { makePlaceService, type PlaceService, type PlacesOptions } from './service.ts';
import * as store from './store.ts';
import { makeTerminalPlacing, type TerminalPlacing } from './terminal-service.ts';

export interface PlaceRouteOptions extends PlacesOptions {
  schoolName(schoolId: string): string;
  /** File of the base map, when the operator gave one. */
  mapFile: string | null;
}

type ShowTree = (who: Who, schoolId: string) => Promise<PlaceTree>;

/** Places, floor plans and where terminals hang. */
export function servePlaces(http: Http, options: PlaceRouteOptions): void {
  const show = treeOf(options);
  const places = makePlaceService(options);
  serveTree(http, places, show);
  serveMap(http, options, places);
  servePlans(http, makeFloorPlans(options));
  serveTerminals(http, makeTerminalPlacing(options), show);
}

function treeOf({ db, schoolName }: PlaceRouteOptions): ShowTree {
  return async (who, schoolId) => {
    const [nodes, terminals, plans] = await Promise.all([
      store.findNodes(db.query, schoolId),
      store.findTerminals(db.query, schoolId),
      findPlanned(db.query, schoolId),
    ]);
    const view = ({ archived_at: _archived, ...terminal }: (typeof terminals)[number]) => terminal;
    return {
      schoolId,
      schoolName: schoolName(schoolId),
      mayManage: who.may('place.manage', schoolId),
      places: nodes,
      terminals: terminals.filter((t) => t.archived_at === null).map(view),
      removedTerminals: terminals.filter((t) => t.archived_at !== null).map(view),
      plans,
    };
  };
}

function serveTree(http: Http, places: PlaceService, show: ShowTree): void {
  const r = placeEditingRoutes;
  http.serve(r.showPlaces, ({ who, params }) => show(who, params.schoolId));
  http.serve(r.addPlace, async ({ who, params, body }) => {
    await places.add({ ...params, ...body, personId: who.personId });
    return show(who, params.schoolId);
  });
  http.serve(r.editPlace, async ({ who, params, body }) => {
    await places.edit({ ...params, ...body, personId: who.personId });
    return show(who, params.schoolId);
  });
  http.serve(r.movePlace, async ({ who, params, body }) => {
    await places.move({ ...params, ...body, personId: who.personId });
    return show(who, params.schoolId);
  });
  http.serve(r.removePlace, async ({ who, params, body }) => {
    await places.remove({ ...params, ...body, personId: who.personId });
    return show(who, params.schoolId);
  });
  http.serve(r.listPlaceChanges, async ({ params }) => ({
    changes: await places.changes(params.schoolId),
  }));
  http.serve(r.undoPlaceChange, async ({ who, params }) => {
    await places.undo({ ...params, personId: who.personId });
    return show(who, params.schoolId);
  });
}

function servePlans(http: Http, plans: FloorPlans): void {
  const r = placeEditingRoutes;
  http.serve(r.showFloorPlan, async ({ who, params, query }) => {
    const version = query.version ? { version: query.version } : {};
    const found = await plans.show({ ...params, ...version });
    if (who.may('place.manage', params.schoolId)) return found;
    return { ...found, plan: withoutAddresses(found.plan) };
  });
  http.serve(r.showZonePlan, async ({ params }) => {
    const found = await plans.ofZone(params);
    const plan = found.plan && withoutAddresses(found.plan);
    return { zoneId: params.zoneId, ...found, plan };
  });
  http.serve(r.openCamera, ({ who, params, body }) =>
    plans.openCamera({ ...params, ...body, personId: who.personId }),
  );
  http.serve(r.listFloorPlanVersions, async ({ params }) => ({
    versions: await plans.versions(params.schoolId, params.placeId),
  }));
  http.serve(r.saveFloorPlan, ({ who, params, body }) =>
    plans.save({ ...params, ...body, personId: who.personId }),
  );
  http.serve(r.uploadPicture, ({ who, params, body }) => {
    if (!Buffer.isBuffer(body)) throw new Refusal('picture.wrongType');
    return plans.addPicture({ ...params, personId: who.personId }, body);
  });
  http.serve(r.showPicture, async ({ params, reply }) => {
    const { bytes, media } = await plans.picture(params.schoolId, params.pictureId);
    return (
      reply
        .type(media)
        // A picture is never changed; another one has another id.
        .header('cache-control', 'private, max-age=31536000, immutable')
        .header('x-content-type-options', 'nosniff')
        // Opened by itself, an SVG is a page: it may run and load nothing.
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        )
        .send(bytes)
    );
  });
}

function serveTerminals(http: Http, placing: TerminalPlacing, show: ShowTree): void {
  const r = placeEditingRoutes;
  http.serve(r.addTerminal, async ({ who, params, body }) => {
    await placing.add({ ...params, ...body, personId: who.personId });
    return show(who, params.schoolId);
  });
  http.serve(r.editTerminal, async ({ who, params, body }) => {
    const { schoolId, placedTerminalId: id } = params;
    await placing.edit({ schoolId, id, ...body, personId: who.personId });
    return show(who, schoolId);
  });
  http.serve(r.removeTerminal, async ({ who, params, body }) => {
    const { schoolId, placedTerminalId: id } = params;
    await placing.remove({ schoolId, id, ...body, personId: who.personId });
    return show(who, schoolId);
  });
}

function serveMap(http: Http, options: PlaceRouteOptions, places: PlaceService): void {
  const { db, mapFile, schoolName } = options;
  const viewsOf = async (who: Who, schoolIds: readonly string[]) => {
    const campuses = new Map(
      (await findCampuses(db.query, schoolIds)).map((c) => [c.school_id, c] as const),
    );
    return schoolIds.map((id) => ({
      id,
      name: schoolName(id),
      latitude: campuses.get(id)?.latitude ?? null,
      longitude: campuses.get(id)?.longitude ?? null,
      mayManage: who.may('place.manage', id),
    }));
  };
  http.serve(mapRoutes.showMap, async ({ who }) => ({
    schools: await viewsOf(who, [...who.schoolIds('alarm.view')]),
    hasBaseMap: await hasMap(mapFile),
  }));
  http.serve(mapRoutes.placeSchool, async ({ who, params, body }) => {
    await places.locate({ ...params, ...body, personId: who.personId });
    const [view] = await viewsOf(who, [params.schoolId]);
    if (!view) throw new Refusal('subject.unknown');
    return view;
  });
  http.serve(mapRoutes.readBaseMap, async ({ request, reply }) => {
    const { headers, bytes } = await readMapPart(mapFile, request.headers.range);
    return reply.status(206).type('application/octet-stream').headers(headers).send(bytes);
  });
}
