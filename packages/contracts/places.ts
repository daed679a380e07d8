import { z } from 'zod';
import { zoneKinds } from './terminal.ts';

/** 校区、楼栋、楼层、区域: each kind stands in the one before it; a zone may also stand outdoors. */
export const placeKinds = ['campus', 'building', 'floor', 'zone'] as const;
export type PlaceKind = (typeof placeKinds)[number];

const latitude = z.number().min(-90).max(90).nullable();
const longitude = z.number().min(-180).max(180).nullable();
const placeName = z.string().trim().min(1).max(40);

/** What a person may set of a place. Degrees are WGS 84. */
export const placeDraftSchema = z.strictObject({
  name: placeName,
  /** Of zones only; null for everything else. */
  zoneKind: z.enum(zoneKinds).nullable(),
  privacy: z.boolean(),
  latitude,
  longitude,
  /** Zones that hear the same event; null: those of the same floor. */
  neighbourIds: z.array(z.uuid()).max(60).nullable(),
});
export type PlaceDraft = z.infer<typeof placeDraftSchema>;

/** A place as it stands, and as it stood in the history. */
export const placeStateSchema = placeDraftSchema.extend({
  kind: z.enum(placeKinds),
  parentId: z.uuid().nullable(),
  /** Order among what stands in the same place. */
  position: z.int(),
  archived: z.boolean(),
});
export type PlaceState = z.infer<typeof placeStateSchema>;

export const placeViewSchema = placeStateSchema.extend({ id: z.uuid(), version: z.int() });
export type PlaceView = z.infer<typeof placeViewSchema>;

export const placeTerminalSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  zoneId: z.uuid(),
  state: z.enum(['unknown', 'online', 'offline']),
});
export type PlaceTerminal = z.infer<typeof placeTerminalSchema>;

/** Coordinates on a plan are parts of the picture: 0, 0 left above, 1, 1 right below. */
const part = z.number().min(0).max(1);
export const planPointSchema = z.tuple([part, part]);
export type PlanPoint = z.infer<typeof planPointSchema>;

export const planOutlineSchema = z.strictObject({
  zoneId: z.uuid(),
  points: z.array(planPointSchema).min(3).max(60),
});
export type PlanOutline = z.infer<typeof planOutlineSchema>;

export const planMarkKinds = ['terminal', 'camera', 'dutyPost', 'patrolPoint'] as const;
export type PlanMarkKind = (typeof planMarkKinds)[number];

export const planMarkSchema = z.strictObject({
  /** Of a terminal: its own id. */
  id: z.uuid(),
  kind: z.enum(planMarkKinds),
  at: planPointSchema,
  name: z.string().trim().min(1).max(40),
  /** Where a camera is seen: http, https or rtsp; empty until known. Who may not set it is told `https://-`: how, not where. */
  url: z
    .string()
    .max(400)
    .regex(/^((https?|rtsps?):\/\/\S+)?$/),
});
export type PlanMark = z.infer<typeof planMarkSchema>;

export const pictureMedia = ['image/png', 'image/jpeg', 'image/webp', 'image/svg+xml'] as const;
export type PictureMedia = (typeof pictureMedia)[number];
export const pictureSchema = z.strictObject({
  id: z.uuid(),
  width: z.int().min(1),
  height: z.int().min(1),
});
export type Picture = z.infer<typeof pictureSchema>;

/** Largest picture, bytes; pixels of a picture that is not drawn by lines. */
export const pictureBytesMax = 20 * 1024 * 1024;
export const picturePixelsMax = 40_000_000;
export const pictureSideMin = 200;

export const floorPlanSchema = z.strictObject({
  /** Null: zones are drawn on a plain sheet of 4:3. */
  picture: pictureSchema.nullable(),
  outlines: z.array(planOutlineSchema).max(300),
  marks: z.array(planMarkSchema).max(500),
});
export type FloorPlan = z.infer<typeof floorPlanSchema>;
export const emptyFloorPlan: FloorPlan = { picture: null, outlines: [], marks: [] };

export const floorPlanVersionSchema = z.strictObject({
  placeId: z.uuid(),
  /** 0: nothing was drawn yet. */
  version: z.int().min(0),
  plan: floorPlanSchema,
  savedAt: z.number().nullable(),
  savedBy: z.string().nullable(),
});
export type FloorPlanVersion = z.infer<typeof floorPlanVersionSchema>;

export const placeChangeSchema = z.strictObject({
  id: z.uuid(),
  placeId: z.uuid(),
  at: z.number(),
  by: z.string().nullable(),
  before: placeStateSchema.nullable(),
  after: placeStateSchema,
});
export type PlaceChange = z.infer<typeof placeChangeSchema>;
