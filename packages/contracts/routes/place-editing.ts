import { z } from 'zod';
import {
  floorPlanSchema,
  floorPlanVersionSchema,
  pictureBytesMax,
  pictureSchema,
  placeChangeSchema,
  placeDraftSchema,
  placeKinds,
  placeTerminalSchema,
  placeViewSchema,
} from '../places.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const schoolParams = z.strictObject({ schoolId: z.uuid() });
const placeParams = schoolParams.extend({ placeId: z.uuid() });
const pictureParams = schoolParams.extend({ pictureId: z.uuid() });
const placedParams = schoolParams.extend({ placedTerminalId: z.uuid() });

/** Version that the editor saw; another one on record is a refusal. */
const basedOn = z.int().min(0);

export const placeTreeSchema = z.strictObject({
  schoolId: z.uuid(),
  schoolName: z.string(),
  mayManage: z.boolean(),
  places: z.array(placeViewSchema),
  terminals: z.array(placeTerminalSchema),
  /** Removed terminals, for taking it back. */
  removedTerminals: z.array(placeTerminalSchema),
  /** Floors and campuses that have a plan, with its newest version. */
  plans: z.array(z.strictObject({ placeId: z.uuid(), version: z.int() })),
});
export type PlaceTree = z.infer<typeof placeTreeSchema>;

export const zonePlanSchema = z.strictObject({
  zoneId: z.uuid(),
  /** Names from outside to inside: school, campus, building, floor, zone. */
  way: z.array(z.string()),
  plan: floorPlanSchema.nullable(),
  /** Names of the zones on it. */
  zones: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
});
export type ZonePlan = z.infer<typeof zonePlanSchema>;

export const placeEditingRoutes = {
  showPlaces: route({
    method: 'GET',
    path: '/api/schools/:schoolId/places',
    access: 'alarm.view',
    subject: 'school',
    summary: 'Every place of a school, removed ones included, with its terminals.',
    params: schoolParams,
    query: nothing,
    body: noBody,
    reply: placeTreeSchema,
  }),
  addPlace: route({
    method: 'POST',
    path: '/api/schools/:schoolId/places',
    access: 'place.manage',
    subject: 'school',
    summary: 'A new place below another; the client makes its id, so that sending twice makes one.',
    params: schoolParams,
    query: nothing,
    body: z.strictObject({
      id: z.uuid(),
      kind: z.enum(placeKinds),
      parentId: z.uuid().nullable(),
      draft: placeDraftSchema,
    }),
    reply: placeTreeSchema,
  }),
  editPlace: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/places/:placeId',
    access: 'place.manage',
    subject: 'school',
    summary: 'Name, kind, privacy, position on earth and neighbours of a place.',
    params: placeParams,
    query: nothing,
    body: z.strictObject({ basedOn, draft: placeDraftSchema }),
    reply: placeTreeSchema,
  }),
  movePlace: route({
    method: 'POST',
    path: '/api/schools/:schoolId/places/:placeId/move',
    access: 'place.manage',
    subject: 'school',
    summary: 'Puts a place elsewhere in the tree, or in another order.',
    params: placeParams,
    query: nothing,
    body: z.strictObject({
      basedOn,
      parentId: z.uuid().nullable(),
      /** Before which of its new neighbours; null: at the end. */
      beforeId: z.uuid().nullable(),
    }),
    reply: placeTreeSchema,
  }),
  removePlace: route({
    method: 'POST',
    path: '/api/schools/:schoolId/places/:placeId/remove',
    access: 'place.manage',
    subject: 'school',
    summary: 'Puts a place out of use; records keep its name. Taken back by restoring.',
    params: placeParams,
    query: nothing,
    body: z.strictObject({ basedOn }),
    reply: placeTreeSchema,
  }),
  listPlaceChanges: route({
    method: 'GET',
    path: '/api/schools/:schoolId/place-changes',
    access: 'place.manage',
    subject: 'school',
    summary: 'The last hundred edits of places: who, when, before and after.',
    params: schoolParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ changes: z.array(placeChangeSchema) }),
  }),
  undoPlaceChange: route({
    method: 'POST',
    path: '/api/schools/:schoolId/place-changes/:changeId/undo',
    access: 'place.manage',
    subject: 'school',
    summary: 'Takes an edit back, when nothing else has changed the place since.',
    params: schoolParams.extend({ changeId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: placeTreeSchema,
  }),
  showFloorPlan: route({
    method: 'GET',
    path: '/api/schools/:schoolId/places/:placeId/plan',
    access: 'alarm.view',
    subject: 'school',
    summary: 'The newest plan of a floor or campus, or an earlier version.',
    params: placeParams,
    query: z.strictObject({ version: z.coerce.number().int().min(1).optional() }),
    body: noBody,
    reply: floorPlanVersionSchema,
  }),
  showZonePlan: route({
    method: 'GET',
    path: '/api/schools/:schoolId/zones/:zoneId/plan',
    access: 'alarm.view',
    subject: 'school',
    summary:
      'The plan on which a zone lies, for those who must find it; null where none was drawn.',
    params: schoolParams.extend({ zoneId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: zonePlanSchema,
  }),
  openCamera: route({
    method: 'POST',
    path: '/api/schools/:schoolId/zones/:zoneId/cameras/:cameraId/open',
    access: 'alarm.view',
    subject: 'school',
    summary:
      'Where a camera of the plan of this zone is seen; on record: who, which, and beside which alarm.',
    params: schoolParams.extend({ zoneId: z.uuid(), cameraId: z.uuid() }),
    query: nothing,
    body: z.strictObject({ alarmId: z.uuid().nullable() }),
    reply: z.strictObject({ url: z.string() }),
  }),
  listFloorPlanVersions: route({
    method: 'GET',
    path: '/api/schools/:schoolId/places/:placeId/plan-versions',
    access: 'place.manage',
    subject: 'school',
    summary: 'Versions of a plan, newest first, with who saved them.',
    params: placeParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      versions: z.array(floorPlanVersionSchema.omit({ plan: true })),
    }),
  }),
  saveFloorPlan: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/places/:placeId/plan',
    access: 'place.manage',
    subject: 'school',
    summary: 'Adds a version of a plan: picture, outlines of zones, terminals, cameras and posts.',
    params: placeParams,
    query: nothing,
    body: z.strictObject({ basedOn, plan: floorPlanSchema }),
    reply: floorPlanVersionSchema,
    bodyMaxBytes: 2 * 1024 * 1024,
  }),
  uploadPicture: route({
    method: 'POST',
    path: '/api/schools/:schoolId/pictures',
    access: 'place.manage',
    subject: 'school',
    summary: 'A picture of a floor: PNG, JPEG, WebP or SVG, up to 20 MiB and 40 million pixels.',
    params: schoolParams,
    query: nothing,
    body: z.unknown(),
    reply: pictureSchema,
    raw: 'in',
    bodyMaxBytes: pictureBytesMax,
    tooLarge: 'picture.tooLarge',
  }),
  showPicture: route({
    method: 'GET',
    path: '/api/schools/:schoolId/pictures/:pictureId',
    access: 'alarm.view',
    subject: 'school',
    summary: 'The picture of a floor.',
    params: pictureParams,
    query: nothing,
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  addTerminal: route({
    method: 'POST',
    path: '/api/schools/:schoolId/terminals',
    access: 'terminal.manage',
    subject: 'school',
    summary: 'Registers a terminal in a zone; it is enrolled by a code afterwards.',
    params: schoolParams,
    query: nothing,
    body: z.strictObject({
      id: z.uuid(),
      name: z.string().trim().min(1).max(40),
      zoneId: z.uuid(),
    }),
    reply: placeTreeSchema,
  }),
  editTerminal: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/terminals/:placedTerminalId',
    access: 'terminal.manage',
    subject: 'school',
    summary: 'Name and zone of a terminal; it learns its new place at once.',
    params: placedParams,
    query: nothing,
    body: z.strictObject({ name: z.string().trim().min(1).max(40), zoneId: z.uuid() }),
    reply: placeTreeSchema,
  }),
  removeTerminal: route({
    method: 'POST',
    path: '/api/schools/:schoolId/terminals/:placedTerminalId/remove',
    access: 'terminal.manage',
    subject: 'school',
    summary: 'Ends a terminal that was taken down, or takes that back (`removed: false`).',
    params: placedParams,
    query: nothing,
    body: z.strictObject({ removed: z.boolean() }),
    reply: placeTreeSchema,
  }),
};
