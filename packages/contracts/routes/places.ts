import { z } from 'zod';
import { zoneKinds } from '../terminal.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const placeRoutes = {
  listSchools: route({
    method: 'GET',
    path: '/api/schools',
    access: 'alarm.view',
    subject: 'none',
    summary: 'Schools in scope with their zones, for filters and the help button.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      schools: z.array(
        z.strictObject({
          id: z.uuid(),
          name: z.string(),
          zones: z.array(
            z.strictObject({
              id: z.uuid(),
              place: z.string(),
              zoneKind: z.enum(zoneKinds),
              privacy: z.boolean(),
            }),
          ),
        }),
      ),
    }),
  }),
};
