import { z } from 'zod';
import { alarmDetailSchema, alarmStates, alarmSummarySchema, verdicts } from '../alarm.ts';
import { declineReasons } from '../decline.ts';
import { alarmKinds } from '../detection.ts';
import { alarmParams, done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const summary = z.strictObject({ alarm: alarmSummarySchema });

/** When it was tapped and when this was sent, both by the phone's clock: only the difference counts. */
const ownTime = z.strictObject({ madeAt: z.number().optional(), sentAt: z.number().optional() });

export const alarmRoutes = {
  listAlarms: route({
    method: 'GET',
    path: '/api/alarms',
    access: 'alarm.view',
    subject: 'none',
    summary: 'Alarms in scope, newest first; pages by `before` (t2 of the last row, epoch ms).',
    params: nothing,
    query: z.strictObject({
      state: z.enum([...alarmStates, 'open', 'any']).default('any'),
      before: z.coerce.number().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      schoolId: z.uuid().optional(),
    }),
    body: noBody,
    reply: z.strictObject({ alarms: z.array(alarmSummarySchema), more: z.boolean() }),
  }),
  showAlarm: route({
    method: 'GET',
    path: '/api/alarms/:alarmId',
    access: 'alarm.view',
    subject: 'alarm',
    summary: 'The whole record: time line, detections, people called, messages.',
    params: alarmParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ alarm: alarmDetailSchema }),
  }),
  raiseAlarm: route({
    method: 'POST',
    path: '/api/alarms',
    access: 'alarm.raise',
    subject: 'school',
    summary: 'Press for help on the phone. Idempotent on `detectionId`, made by the phone.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      detectionId: z.uuid(),
      schoolId: z.uuid(),
      /** Without a zone the school's gate zone stands in. */
      zoneId: z.uuid().optional(),
      alarmKind: z.enum(alarmKinds).default('actual'),
      beganAt: z.int().min(0),
      note: z.string().max(200).optional(),
    }),
    reply: summary,
  }),
  acceptAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/accept',
    access: 'alarm.respond',
    subject: 'alarm',
    summary: 'I am going. Anybody in scope may accept, called or not. Idempotent.',
    params: alarmParams,
    query: nothing,
    body: noBody.or(ownTime),
    reply: summary,
  }),
  declineAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/decline',
    access: 'alarm.respond',
    subject: 'alarm',
    summary:
      'I cannot go: passes on; when everybody called declined, the next tier is called at once.',
    params: alarmParams,
    query: nothing,
    body: noBody.or(ownTime.extend({ reason: z.enum(declineReasons).optional() })),
    reply: summary,
  }),
  arriveAtAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/arrive',
    access: 'alarm.respond',
    subject: 'alarm',
    summary:
      'Arrival proved by the code at the terminal or by position (within 80 m plus accuracy).',
    params: alarmParams,
    query: nothing,
    body: z.discriminatedUnion('method', [
      z.strictObject({
        ...ownTime.shape,
        method: z.literal('qr'),
        terminalId: z.uuid(),
        code: z.string().min(4).max(64),
      }),
      z.strictObject({
        ...ownTime.shape,
        method: z.literal('position'),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        accuracyM: z.number().min(0).max(5000),
      }),
    ]),
    reply: summary,
  }),
  handleAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/handle',
    access: 'alarm.respond',
    subject: 'alarm',
    summary: 'The situation is under control (t6).',
    params: alarmParams,
    query: nothing,
    body: noBody,
    reply: summary,
  }),
  closeAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/close',
    access: 'alarm.close',
    subject: 'alarm',
    summary: 'Close with a verdict and a reason, by a named person (t7).',
    params: alarmParams,
    query: nothing,
    body: z.strictObject({ verdict: z.enum(verdicts), reason: z.string().max(1000) }),
    reply: summary,
  }),
  reviewAlarm: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/review',
    access: 'alarm.review',
    subject: 'alarm',
    summary: 'Conclude the review (t8).',
    params: alarmParams,
    query: nothing,
    body: z.strictObject({ conclusion: z.string().min(1).max(4000) }),
    reply: summary,
  }),
  playClip: route({
    method: 'GET',
    path: '/api/alarms/:alarmId/clips/:detectionId',
    access: 'recording.play',
    subject: 'alarm',
    summary: 'The clip as WAV. Every play is logged with the person and the reason.',
    params: z.strictObject({ alarmId: z.uuid(), detectionId: z.uuid() }),
    query: z.strictObject({ reason: z.string().min(1).max(200) }),
    body: noBody,
    reply: done,
    raw: 'out',
  }),
};
