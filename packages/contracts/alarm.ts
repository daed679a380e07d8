import { z } from 'zod';
import { alarmKinds, detectionKinds, reasonSchema } from './detection.ts';

/** Never goes backward. `calling` always has a next due time. */
export const alarmStates = ['calling', 'accepted', 'arrived', 'handled', 'closed'] as const;
export type AlarmState = (typeof alarmStates)[number];

/** What the alarm turned out to be. */
export const verdicts = ['true', 'prank', 'mistaken', 'false', 'exercise', 'test'] as const;
export type Verdict = (typeof verdicts)[number];

export const arrivalMethods = ['qr', 'terminal', 'position'] as const;
export type ArrivalMethod = (typeof arrivalMethods)[number];

/** Posts that a plan can call. Filled by shifts at a school or at its police station. */
export const posts = [
  'guard',
  'floorTeacher',
  'studentAffairs',
  'schoolDoctor',
  'dutyLeader',
  'counsellor',
  'communityOfficer',
  'patrolTeam',
  'stationCommand',
  // Came without being called: never in a plan.
  'volunteer',
] as const;
export type Post = (typeof posts)[number];

export const tierNames = ['nearest', 'support', 'reserve'] as const;
export type TierName = (typeof tierNames)[number];

export const tierSchema = z.strictObject({
  name: z.enum(tierNames),
  posts: z.array(z.enum(posts)).min(1).max(posts.length),
  /** Seconds this tier has before the next one is called as well. */
  waitSec: z.number().min(1).max(3600),
  /** How many must come once this tier is called; absent: one is enough. Calling goes on until so many accepted. */
  needed: z.int().min(1).max(20).optional(),
});
export type Tier = z.infer<typeof tierSchema>;

/** Stamped on the alarm when it is raised: editing a plan never changes a running alarm. */
export const planSchema = z.strictObject({
  name: z.string().max(80),
  version: z.int().min(1),
  tiers: z.array(tierSchema).min(1).max(9),
  /** The last tier is called again this often until somebody accepts. */
  repeatSec: z.number().min(1).max(3600),
  /** Accepted but not arrived within this: climbs again. */
  arriveWithinSec: z.number().min(1).max(3600),
  /** Arrived but not closed within this: reminder, again and again. */
  closeWithinSec: z.number().min(10).max(86_400),
  /** Detections of one zone within this of the last one join the open alarm. */
  mergeWindowSec: z.number().min(0).max(3600),
});
export type Plan = z.infer<typeof planSchema>;

export const defaultPlan: Plan = {
  name: '标准处置',
  version: 1,
  tiers: [
    { name: 'nearest', posts: ['guard', 'floorTeacher', 'studentAffairs'], waitSec: 20 },
    { name: 'support', posts: ['dutyLeader', 'schoolDoctor', 'communityOfficer'], waitSec: 20 },
    { name: 'reserve', posts: ['dutyLeader', 'stationCommand'], waitSec: 30 },
  ],
  repeatSec: 30,
  arriveWithinSec: 60,
  closeWithinSec: 1800,
  mergeWindowSec: 120,
};

export const assignmentStates = ['called', 'accepted', 'declined', 'arrived'] as const;
export type AssignmentState = (typeof assignmentStates)[number];

const time = z.number().nullable();
/**
 * t0 sound began / button down, t1 terminal decided, t2 committed, t3 first device rang,
 * t4 accepted, t5 arrived, t6 handled, t7 closed, t8 reviewed. Epoch ms, server clock
 * (t0, t1 corrected by the measured skew of the terminal's clock).
 */
export const timeLineSchema = z.strictObject({
  t0: time,
  t1: time,
  t2: time,
  t3: time,
  t4: time,
  t5: time,
  t6: time,
  t7: time,
  t8: time,
});
export type TimeLine = z.infer<typeof timeLineSchema>;

export const calledPersonSchema = z.strictObject({
  personId: z.uuid(),
  name: z.string(),
  post: z.enum(posts),
  tier: z.int(),
  state: z.enum(assignmentStates),
  calledAt: z.number(),
  answeredAt: time,
  arrivedAt: time,
});
export type CalledPerson = z.infer<typeof calledPersonSchema>;

/** What lists, boards and live frames show of an alarm. */
export const alarmSummarySchema = z.strictObject({
  id: z.uuid(),
  version: z.int(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  zoneId: z.uuid(),
  place: z.string(),
  terminalId: z.uuid().nullable(),
  kind: z.enum(detectionKinds),
  alarmKind: z.enum(alarmKinds),
  confidence: z.int(),
  reasons: z.array(reasonSchema),
  state: z.enum(alarmStates),
  tier: z.int(),
  tierName: z.enum(tierNames),
  round: z.int(),
  dueAt: time,
  times: timeLineSchema,
  people: z.array(calledPersonSchema),
  /** Every detection that joined, in order of arrival. */
  detectionIds: z.array(z.string()),
  /** A clip can be played. */
  clip: z.boolean(),
  verdict: z.enum(verdicts).nullable(),
});
export type AlarmSummary = z.infer<typeof alarmSummarySchema>;

/** One line of the record of an alarm. */
export const timelineEntrySchema = z.strictObject({
  at: z.number(),
  type: z.string(),
  personName: z.string().nullable(),
  detail: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const detectionViewSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(detectionKinds),
  confidence: z.int(),
  reasons: z.array(reasonSchema),
  terminalName: z.string().nullable(),
  /** Terminal's own clock, uncorrected. */
  terminalBeganAt: z.number(),
  /** Corrected by `skewMs`. */
  beganAt: z.number(),
  receivedAt: z.number(),
  skewMs: z.number(),
  clip: z.boolean(),
});

export const notificationStates = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
export type NotificationState = (typeof notificationStates)[number];
export const notificationViewSchema = z.strictObject({
  id: z.string(),
  personName: z.string().nullable(),
  channel: z.string(),
  state: z.enum(notificationStates),
  attempts: z.int(),
  queuedAt: z.number(),
  sentAt: time,
  deliveredAt: time,
  readAt: time,
  error: z.string().nullable(),
});

/** The whole record of one alarm. */
export const alarmDetailSchema = alarmSummarySchema.extend({
  plan: planSchema,
  timeline: z.array(timelineEntrySchema),
  detections: z.array(detectionViewSchema),
  notifications: z.array(notificationViewSchema),
  closedBy: z.string().nullable(),
  closeReason: z.string().nullable(),
  review: z.string().nullable(),
});
export type AlarmDetail = z.infer<typeof alarmDetailSchema>;
