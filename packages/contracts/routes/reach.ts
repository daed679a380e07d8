import { z } from 'zod';
import { posts } from '../alarm.ts';
import { daySchema } from '../roster.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const at = z.strictObject({ organisationId: z.uuid() });
const time = z.number().nullable();

export const reachStates = ['proved', 'unproved', 'none'] as const;

/** One person on duty now, and every sign that something reaches them. */
export const reachRowSchema = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  posts: z.array(z.enum(posts)),
  reach: z.enum(reachStates),
  confirmedAt: time,
  isConnected: z.boolean(),
  /** Last time a page of theirs spoke to the server. */
  seenAt: time,
  push: z.array(z.strictObject({ lastSuccessAt: time, lastFailureAt: time })),
  /** Addresses are masked. */
  contacts: z.array(z.strictObject({ channel: z.string(), masked: z.string(), confirmedAt: time })),
  lastTest: z
    .strictObject({ beganAt: z.number(), replyUntil: z.number(), answeredAt: time })
    .nullable(),
});
export type ReachRow = z.infer<typeof reachRowSchema>;

export const reachRuleSchema = z.strictObject({
  enabled: z.boolean(),
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  atMinute: z.int().min(0).max(1439),
  replyMinutes: z.int().min(1).max(1440),
});
export type ReachRule = z.infer<typeof reachRuleSchema>;

export const handOverItemSchema = z.strictObject({
  text: z.string().trim().min(1).max(120),
  done: z.boolean(),
});

export const handOverSchema = z.strictObject({
  id: z.uuid(),
  organisationId: z.uuid(),
  post: z.enum(posts),
  shiftName: z.string(),
  day: daySchema,
  outgoingName: z.string(),
  incomingName: z.string().nullable(),
  items: z.array(handOverItemSchema),
  note: z.string(),
  writtenAt: z.number(),
  signedAt: time,
  signedNote: z.string().nullable(),
});
export type HandOver = z.infer<typeof handOverSchema>;

export const reachRoutes = {
  showReach: route({
    method: 'GET',
    path: '/api/organisations/:organisationId/reach',
    access: 'roster.view',
    subject: 'organisation',
    summary: 'Who is on duty now and provably reachable.',
    params: at,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ rows: z.array(reachRowSchema), rule: reachRuleSchema }),
  }),
  beginReachTest: route({
    method: 'POST',
    path: '/api/organisations/:organisationId/reach-tests',
    access: 'roster.manage',
    subject: 'organisation',
    summary: 'Ask everybody on duty now, on every channel, to answer within some minutes.',
    params: at,
    query: nothing,
    body: z.strictObject({ replyMinutes: z.int().min(1).max(1440) }),
    reply: z.strictObject({ testId: z.uuid(), asked: z.int() }),
  }),
  saveReachRule: route({
    method: 'PUT',
    path: '/api/organisations/:organisationId/reach-rule',
    access: 'roster.manage',
    subject: 'organisation',
    summary: 'When the channels are tested every week.',
    params: at,
    query: nothing,
    body: reachRuleSchema,
    reply: done,
  }),
  listHandOvers: route({
    method: 'GET',
    path: '/api/organisations/:organisationId/hand-overs',
    access: 'roster.view',
    subject: 'organisation',
    summary: 'Hand-overs, newest first, signed or not.',
    params: at,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ handOvers: z.array(handOverSchema) }),
  }),
  myDutyTasks: route({
    method: 'GET',
    path: '/api/me/duty-tasks',
    access: 'session',
    subject: 'none',
    summary: 'Tests to answer, hand-overs to sign, and those I wrote lately.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      tests: z.array(z.strictObject({ id: z.uuid(), replyUntil: z.number() })),
      toSign: z.array(handOverSchema),
      written: z.array(handOverSchema),
    }),
  }),
  answerReachTest: route({
    method: 'POST',
    path: '/api/me/reach-tests/:testId/answer',
    access: 'session',
    subject: 'none',
    summary: 'It reached me.',
    params: z.strictObject({ testId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  writeHandOver: route({
    method: 'POST',
    path: '/api/me/hand-overs',
    access: 'session',
    subject: 'none',
    summary: 'The outgoing person writes how things stand.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      shiftId: z.uuid(),
      day: daySchema,
      items: z.array(handOverItemSchema).max(30),
      note: z.string().trim().max(1000),
    }),
    reply: z.strictObject({ handOverId: z.uuid() }),
  }),
  signHandOver: route({
    method: 'POST',
    path: '/api/me/hand-overs/:handOverId/sign',
    access: 'session',
    subject: 'none',
    summary: 'The incoming person takes over.',
    params: z.strictObject({ handOverId: z.uuid() }),
    query: nothing,
    body: z.strictObject({ note: z.string().trim().max(500) }),
    reply: done,
  }),
};
