import { z } from 'zod';
import { alarmStates, assignmentStates, posts, timeLineSchema } from '../alarm.ts';
import {
  drillEnds,
  drillPlaceSchema,
  drillScheduleSchema,
  pointStates,
  pointTestOutcomes,
  testWindow,
} from '../drill.ts';
import { done, noBody, nothing } from './common.ts';
import { route } from './route.ts';

const time = z.number().nullable();
const seconds = z.number().nullable();

export const drillViewSchema = z.strictObject({
  id: z.uuid(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  title: z.string(),
  places: z.array(z.string()),
  judged: z.array(z.enum(posts)),
  answerWithinSec: z.int(),
  announced: z.boolean(),
  schedule: drillScheduleSchema.nullable(),
  dueAt: time,
  cancelledAt: time,
  runningId: z.uuid().nullable(),
});
export type DrillView = z.infer<typeof drillViewSchema>;

/** One person of a drill against the clock; seconds since the call, and since the alarm began for arrival. */
export const drillAnswerSchema = z.strictObject({
  name: z.string(),
  post: z.enum(posts),
  state: z.enum(assignmentStates),
  judged: z.boolean(),
  answeredSec: seconds,
  arrivedSec: seconds,
  onTime: z.boolean(),
});
export type DrillAnswer = z.infer<typeof drillAnswerSchema>;

export const drillAlarmSchema = z.strictObject({
  alarmId: z.uuid(),
  place: z.string(),
  state: z.enum(alarmStates),
  times: timeLineSchema,
  answeredSec: seconds,
  arrivedSec: seconds,
  /** Somebody was there within a minute of t0. */
  withinMinute: z.boolean(),
  people: z.array(drillAnswerSchema),
});

export const drillRunSchema = z.strictObject({
  id: z.uuid(),
  drillId: z.uuid(),
  title: z.string(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  announced: z.boolean(),
  answerWithinSec: z.int(),
  startedAt: z.number(),
  startedBy: z.string(),
  endedAt: time,
  endedWhy: z.enum(drillEnds).nullable(),
  alarms: z.array(drillAlarmSchema),
});
export type DrillRunView = z.infer<typeof drillRunSchema>;

export const pointTestSchema = z.strictObject({
  id: z.uuid(),
  tester: z.string(),
  armedAt: z.number(),
  untilAt: z.number(),
  pressedAt: time,
  alarmId: z.uuid().nullable(),
  answeredAt: time,
  answeredBy: z.string().nullable(),
  /** Seconds from the press to the answer of the police. */
  answeredSec: seconds,
  endedAt: time,
  outcome: z.enum(pointTestOutcomes).nullable(),
  note: z.string(),
});
export type PointTestView = z.infer<typeof pointTestSchema>;

export const pointSchema = z.strictObject({
  terminalId: z.uuid(),
  name: z.string(),
  place: z.string(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  state: z.enum(pointStates),
  lastPassedAt: time,
  /** Running now. */
  open: pointTestSchema.nullable(),
  /** The newest that has ended. */
  last: pointTestSchema.nullable(),
});
export type PointView = z.infer<typeof pointSchema>;

const drillParams = z.strictObject({ drillId: z.uuid() });

export const drillRoutes = {
  listDrills: route({
    method: 'GET',
    path: '/api/drills',
    access: 'drill.view',
    subject: 'none',
    summary:
      'Plans of drills and their results in scope. Unannounced ones show to planners alone until they have begun.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ drills: z.array(drillViewSchema), runs: z.array(drillRunSchema) }),
  }),
  planDrill: route({
    method: 'POST',
    path: '/api/drills',
    access: 'drill.manage',
    subject: 'school',
    summary: 'Plan a drill: where, who is judged, by when they must have answered, and when.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      schoolId: z.uuid(),
      title: z.string().trim().min(1).max(80),
      places: z.array(drillPlaceSchema).min(1).max(20),
      judged: z.array(z.enum(posts)).min(1).max(posts.length),
      answerWithinSec: z.int().min(1).max(3600),
      announced: z.boolean(),
      schedule: drillScheduleSchema.nullable(),
    }),
    reply: z.strictObject({ drillId: z.uuid() }),
  }),
  startDrill: route({
    method: 'POST',
    path: '/api/drills/:drillId/start',
    access: 'drill.manage',
    subject: 'none',
    summary: 'Hold it now: raises alarms of the kind exercise on the real pipeline.',
    params: drillParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ runId: z.uuid() }),
  }),
  cancelDrill: route({
    method: 'POST',
    path: '/api/drills/:drillId/cancel',
    access: 'drill.manage',
    subject: 'none',
    summary: 'Hold it no more, or (cancelled: false) again: the undo.',
    params: drillParams,
    query: nothing,
    body: z.strictObject({ cancelled: z.boolean() }),
    reply: done,
  }),
  stopDrillRun: route({
    method: 'POST',
    path: '/api/drill-runs/:runId/stop',
    access: 'drill.manage',
    subject: 'none',
    summary: 'End a running drill: its alarms are closed with the verdict exercise.',
    params: z.strictObject({ runId: z.uuid() }),
    query: nothing,
    body: noBody,
    reply: done,
  }),
  listPoints: route({
    method: 'GET',
    path: '/api/points',
    access: 'drill.view',
    subject: 'none',
    summary: 'Every terminal in scope and how it stands in the monthly human test.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ now: z.number(), points: z.array(pointSchema) }),
  }),
  armPointTest: route({
    method: 'POST',
    path: '/api/point-tests',
    access: 'drill.test',
    subject: 'terminal',
    summary:
      'The next press at this terminal within the minutes is a test. A second press, or a scream, is real.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      terminalId: z.uuid(),
      minutes: z.int().min(1).max(testWindow.longestMin).default(testWindow.usualMin),
    }),
    reply: z.strictObject({ test: pointTestSchema }),
  }),
  endPointTest: route({
    method: 'POST',
    path: '/api/point-tests/:testId/end',
    access: 'drill.test',
    subject: 'none',
    summary:
      'Record how it went; closes the test alarm. Passed needs the press and an answer of the police.',
    params: z.strictObject({ testId: z.uuid() }),
    query: nothing,
    body: z.strictObject({
      outcome: z.enum(['passed', 'failed', 'cancelled']),
      note: z.string().max(200).default(''),
    }),
    reply: done,
  }),
};
