import { z } from 'zod';
import { detectionSchema } from '../detection.ts';
import {
  ackSchema,
  enrolmentSchema,
  heartbeatSchema,
  terminalConfigSchema,
  zoneKinds,
} from '../terminal.ts';
import { done, noBody, nothing, terminalParams } from './common.ts';
import { route } from './route.ts';

export const terminalViewSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  zoneId: z.uuid(),
  zoneKind: z.enum(zoneKinds),
  place: z.string(),
  privacy: z.boolean(),
  /** May a clip be made around an alarm there, and how long? */
  clip: terminalConfigSchema.shape.clip,
  enrolled: z.boolean(),
  /** `unknown` until it was heard from once. */
  state: z.enum(['unknown', 'online', 'offline']),
  lastSeenAt: z.number().nullable(),
  heartbeat: heartbeatSchema.nullable(),
  faults: z.array(z.strictObject({ code: z.string(), since: z.number(), detail: z.string() })),
});
export type TerminalView = z.infer<typeof terminalViewSchema>;

/** What a terminal's history is made of. */
export const healthEventTypes = [
  'terminal.enrolled',
  'terminal.online',
  'terminal.offline',
  'terminal.faulted',
  'terminal.recovered',
  'terminal.selfTested',
] as const;
export type HealthEventType = (typeof healthEventTypes)[number];

export const terminalHistorySchema = z.strictObject({
  fromAt: z.number(),
  now: z.number(),
  /** Part of the time since then in which it was online, 0 .. 1; null: not heard of in that time. */
  onlinePart: z.number().nullable(),
  /** Newest first. `code`: the fault, or the outcome of a self-test. */
  events: z.array(
    z.strictObject({
      at: z.number(),
      type: z.enum(healthEventTypes),
      code: z.string().nullable(),
    }),
  ),
});
export type TerminalHistory = z.infer<typeof terminalHistorySchema>;

export const terminalRoutes = {
  showTerminalHistory: route({
    method: 'GET',
    path: '/api/terminals/:terminalId/history',
    access: 'terminal.view',
    subject: 'terminal',
    summary: 'The last 30 days: when it was online, what failed, how its self-tests went.',
    params: terminalParams,
    query: nothing,
    body: noBody,
    reply: terminalHistorySchema,
  }),
  listTerminals: route({
    method: 'GET',
    path: '/api/terminals',
    access: 'terminal.view',
    subject: 'none',
    summary: 'Terminals in scope with their live state.',
    params: nothing,
    query: z.strictObject({ schoolId: z.uuid().optional() }),
    body: noBody,
    reply: z.strictObject({ terminals: z.array(terminalViewSchema) }),
  }),
  makeEnrolmentCode: route({
    method: 'POST',
    path: '/api/terminals/:terminalId/enrolment-code',
    access: 'terminal.manage',
    subject: 'terminal',
    summary: 'A one-time code for this terminal, valid for 24 hours; ends older codes.',
    params: terminalParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ code: z.string(), expiresAt: z.number() }),
  }),
  showSticker: route({
    method: 'GET',
    path: '/api/terminals/:terminalId/sticker',
    access: 'terminal.manage',
    subject: 'terminal',
    summary: 'Address behind the QR code that is printed and stuck at the terminal.',
    params: terminalParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      url: z.string(),
      code: z.string(),
      place: z.string(),
      name: z.string(),
    }),
  }),
  enrolTerminal: route({
    method: 'POST',
    path: '/api/terminals/enrol',
    access: 'public',
    subject: 'none',
    summary:
      'Redeem a one-time code for credentials. Without a code only on a demonstration, from this machine.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      code: z.string().max(40).optional(),
      name: z.string().max(80).optional(),
    }),
    reply: enrolmentSchema,
  }),
  submitDetection: route({
    method: 'POST',
    path: '/api/terminal/detections',
    access: 'terminal',
    subject: 'none',
    summary: 'The same detection over HTTP when MQTT is blocked. Committed when answered.',
    params: nothing,
    query: nothing,
    body: detectionSchema,
    reply: ackSchema,
  }),
  uploadClip: route({
    method: 'POST',
    path: '/api/terminal/clips/:detectionId',
    access: 'terminal',
    subject: 'none',
    summary:
      'Clip of a detection, 16 kHz mono 16-bit WAV, up to 4 MiB. A longer one replaces a shorter one.',
    params: z.strictObject({ detectionId: z.uuid() }),
    query: nothing,
    body: z.unknown(),
    reply: done,
    raw: 'in',
    bodyMaxBytes: 4 * 1024 * 1024,
  }),
};
