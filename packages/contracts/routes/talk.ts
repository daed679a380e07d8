import { z } from 'zod';
import { iceServerSchema, talkModes } from '../talk.ts';
import { alarmParams, done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

export const talkStateSchema = z.strictObject({
  /** Null: nobody is talking. */
  current: z
    .strictObject({
      talkId: z.uuid(),
      name: z.string(),
      mode: z.enum(talkModes),
      since: z.number(),
      mine: z.boolean(),
    })
    .nullable(),
  /** A code of the error catalogue that says why not; null: yes. */
  talkRefusal: z.string().nullable(),
  listenRefusal: z.string().nullable(),
  iceServers: z.array(iceServerSchema),
});
export type TalkState = z.infer<typeof talkStateSchema>;

export const talkRoutes = {
  showTalk: route({
    method: 'GET',
    path: '/api/alarms/:alarmId/talk',
    access: 'talk.open',
    subject: 'alarm',
    summary: 'May I talk to the terminal of this alarm, may I listen, and who does now?',
    params: alarmParams,
    query: nothing,
    body: noBody,
    reply: talkStateSchema,
  }),
  openTalk: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/talk',
    access: 'talk.open',
    subject: 'alarm',
    summary:
      'Talk to the terminal, or (permission talk.listen, with a reason, where the zone allows it) listen alone. WebRTC offer in, answer out.',
    params: alarmParams,
    query: nothing,
    body: z.strictObject({
      mode: z.enum(talkModes),
      reason: z.string().max(200).default(''),
      sdp: z.string().min(10).max(20_000),
    }),
    reply: z.strictObject({ talkId: z.uuid(), sdp: z.string(), limitSec: z.int() }),
  }),
  endTalk: route({
    method: 'POST',
    path: '/api/alarms/:alarmId/talk/:talkId/end',
    access: 'talk.open',
    subject: 'alarm',
    summary: 'Hang up. Only the own talk; one that has ended is no error.',
    params: z.strictObject({ alarmId: z.uuid(), talkId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  setListening: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/zones/:zoneId/listening',
    access: 'terminal.manage',
    subject: 'school',
    summary:
      'Allow or forbid listening to this zone in an open alarm. Never possible in a privacy zone.',
    params: z.strictObject({ schoolId: z.uuid(), zoneId: z.uuid() }),
    query: nothing,
    body: z.strictObject({ allowed: z.boolean() }),
    reply: done,
  }),
};
