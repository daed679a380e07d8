import { z } from 'zod';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const mapSchoolSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  /** Of its first campus; degrees, WGS 84. Null: nobody has said where it is. */
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  mayManage: z.boolean(),
});
export type MapSchool = z.infer<typeof mapSchoolSchema>;

export const mapRoutes = {
  showMap: route({
    method: 'GET',
    path: '/api/map',
    access: 'alarm.view',
    subject: 'none',
    summary: 'Schools in scope with their positions, and whether there is a base map.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ schools: z.array(mapSchoolSchema), hasBaseMap: z.boolean() }),
  }),
  readBaseMap: route({
    method: 'GET',
    path: '/api/map/base.pmtiles',
    access: 'session',
    subject: 'none',
    summary: 'Parts of the base map file, by byte ranges.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.unknown(),
    raw: 'out',
  }),
  placeSchool: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/position',
    access: 'place.manage',
    subject: 'school',
    summary: 'Puts the first campus of a school on the map; what stands in it moves along.',
    params: z.strictObject({ schoolId: z.uuid() }),
    query: nothing,
    body: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
    }),
    reply: mapSchoolSchema,
  }),
};
