import { z } from 'zod';
import { platformShapes } from '../platform-fields.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

/** Another system that takes calls. A secret comes back as "********" and, sent so, keeps its value. */
export const platformSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/),
  shape: z.enum(platformShapes),
  /** Where our messages go; `/reconcile` below it gives the list of what they know. */
  url: z.url({ protocol: /^https?$/ }).max(500),
  secret: z.string().min(8).max(200),
  /** Their code of a school -> our school. */
  schools: z.record(z.string().max(60), z.uuid()),
});
export type Platform = z.infer<typeof platformSchema>;

/** One page of what a platform knows, by its own field names; `next` asks for the page after it. */
export const reconcilePageSchema = z.object({
  records: z.array(z.record(z.string(), z.unknown())).max(1000),
  next: z.string().max(500).nullish(),
});

/** One message to or from a platform, without what it said: that holds the caller's data. */
export const exchangeSchema = z.strictObject({
  platform: z.string(),
  direction: z.enum(['in', 'out']),
  at: z.number(),
  /** Their number of the call (in), or what was told (out). */
  what: z.string(),
  state: z.enum(['taken', 'sent', 'waiting', 'failed']),
  attempts: z.int(),
  error: z.string().nullable(),
});
export type Exchange = z.infer<typeof exchangeSchema>;

/** What the hourly comparison of both lists found. */
export const platformCheckSchema = z.strictObject({
  platform: z.string(),
  at: z.number(),
  /** False: it could not be asked, or its answer could not be read. */
  compared: z.boolean(),
  /** Ours that they did not have, or had otherwise; both were sent again. */
  missing: z.int(),
  stale: z.int(),
  /** Their numbers of calls that never came to us: people have to ask. */
  unknown: z.array(z.string()),
});
export type PlatformCheck = z.infer<typeof platformCheckSchema>;

const body = z.strictObject({ platforms: z.array(platformSchema).max(10) });

export const platformRoutes = {
  listPlatforms: route({
    method: 'GET',
    path: '/api/platforms',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Alarm platforms that this installation exchanges incidents with.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: body,
  }),
  savePlatforms: route({
    method: 'PUT',
    path: '/api/platforms',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Set the alarm platforms. A secret has at least 16 characters.',
    params: nothing,
    query: nothing,
    body,
    reply: body,
  }),
  listExchanges: route({
    method: 'GET',
    path: '/api/platforms/exchanges',
    access: 'channel.manage',
    subject: 'none',
    summary: 'The newest messages to and from alarm platforms, and what became of them.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ exchanges: z.array(exchangeSchema) }),
  }),
  listPlatformChecks: route({
    method: 'GET',
    path: '/api/platforms/checks',
    access: 'channel.manage',
    subject: 'none',
    summary: 'What the last comparisons with alarm platforms found, newest first.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ checks: z.array(platformCheckSchema) }),
  }),
  askPlatformChecks: route({
    method: 'POST',
    path: '/api/platforms/checks',
    access: 'channel.manage',
    subject: 'none',
    summary: 'Compare with every alarm platform within the next minute, not within the hour.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: done,
  }),
};
