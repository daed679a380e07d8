import { z } from 'zod';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** What the person sees of the sharing of their own position. */
const state = z.strictObject({
  sharing: z.boolean(),
  /** Since when it is switched on. */
  since: z.number().nullable(),
  /** Positions are taken only from people on duty. */
  onDuty: z.boolean(),
  /** When the running duty ends; null: off duty. */
  until: z.number().nullable(),
  /** When the last one kept was measured; null: none is kept. */
  at: z.number().nullable(),
  /** A position is forgotten after this, seconds. */
  keptSec: z.number(),
});

export const positionRoutes = {
  showPosition: route({
    method: 'GET',
    path: '/api/me/position',
    access: 'session',
    subject: 'none',
    summary: 'Whether my position is shared, and how old the one kept is.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: state,
  }),
  sharePosition: route({
    method: 'PUT',
    path: '/api/me/position/sharing',
    access: 'session',
    subject: 'none',
    summary: 'Switch sharing on or off; off forgets the position at once.',
    params: nothing,
    query: nothing,
    body: z.strictObject({ on: z.boolean() }),
    reply: state,
  }),
  reportPosition: route({
    method: 'POST',
    path: '/api/me/position',
    access: 'session',
    subject: 'none',
    summary: 'Where I am, at most every 30 s. Not kept when sharing is off or I am off duty.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      accuracyM: z.number().min(0).max(100_000),
    }),
    reply: state,
  }),
};
