import { z } from 'zod';
import { timelineEntrySchema } from './alarm.ts';
import { alarmKinds } from './detection.ts';

/** Never goes backward, except by `reopenIncident`, which says why. */
export const incidentStates = [
  'reported',
  'assessed',
  'handling',
  'concluded',
  'reviewed',
] as const;
export type IncidentState = (typeof incidentStates)[number];

/** How the school or the police came to know of it. */
export const incidentSources = ['alarm', 'call', 'visit', 'report', 'platform'] as const;
export type IncidentSource = (typeof incidentSources)[number];

/** Our list: no public code list of school-related police incidents exists. */
export const incidentKinds = [
  'intrusion',
  'fight',
  'bullying',
  'sexual',
  'theft',
  'extortion',
  'fraud',
  'missing',
  'selfHarm',
  'drowning',
  'traffic',
  'fire',
  'stampede',
  'health',
  'dispute',
  'suspicious',
  'deviceFault',
  'test',
  'other',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** 红橙黄蓝: decides the deadline. */
export const incidentGrades = ['red', 'orange', 'yellow', 'blue'] as const;
export type IncidentGrade = (typeof incidentGrades)[number];

/** The two parties of an incident; each has notes that the other never sees. */
export const sides = ['school', 'police'] as const;
export type Side = (typeof sides)[number];

/** Part that a person had in an incident. */
export const incidentParts = ['victim', 'doer', 'witness', 'reporter', 'other'] as const;
export type IncidentPart = (typeof incidentParts)[number];

/** What a deadline is for: the assessment, the handling by grade, the review. */
export const deadlineStages = ['assess', ...incidentGrades, 'review'] as const;
export type DeadlineStage = (typeof deadlineStages)[number];

const minutes = z.int().min(1).max(525_600);

/** How long a stage may take, when to remind before, and how often to climb once it is late. */
export const deadlineRuleSchema = z
  .strictObject({
    stage: z.enum(deadlineStages),
    withinMin: minutes,
    remindBeforeMin: minutes,
    climbEveryMin: minutes,
  })
  .refine((r) => r.remindBeforeMin < r.withinMin, { path: ['remindBeforeMin'] });
export type DeadlineRule = z.infer<typeof deadlineRuleSchema>;

/**
 * Ours, not a rule of any document, but for two hints of the field: hazards are reported within 24 h,
 * bullying is looked into within 10 days. Every one can be edited.
 */
export const defaultDeadlines: readonly DeadlineRule[] = [
  { stage: 'assess', withinMin: 60, remindBeforeMin: 20, climbEveryMin: 30 },
  { stage: 'red', withinMin: 240, remindBeforeMin: 60, climbEveryMin: 30 },
  { stage: 'orange', withinMin: 1440, remindBeforeMin: 240, climbEveryMin: 120 },
  { stage: 'yellow', withinMin: 4320, remindBeforeMin: 1440, climbEveryMin: 720 },
  { stage: 'blue', withinMin: 14_400, remindBeforeMin: 1440, climbEveryMin: 1440 },
  { stage: 'review', withinMin: 10_080, remindBeforeMin: 1440, climbEveryMin: 1440 },
];

const time = z.number().nullable();

export const incidentTimesSchema = z.strictObject({
  occurredAt: z.number(),
  reportedAt: z.number(),
  assessedAt: time,
  handlingAt: time,
  concludedAt: time,
  reviewedAt: time,
});

/** Waiting for the other side: rings there until it accepts or returns. */
export const offerSchema = z.strictObject({
  from: z.enum(sides),
  to: z.enum(sides),
  at: z.number(),
  /** How often it has rung again. */
  round: z.int(),
  note: z.string(),
});

/** What lists, boards and live frames show. No name of anybody involved. */
export const incidentSummarySchema = z.strictObject({
  id: z.uuid(),
  number: z.int(),
  version: z.int(),
  schoolId: z.uuid(),
  schoolName: z.string(),
  title: z.string(),
  place: z.string(),
  source: z.enum(incidentSources),
  alarmKind: z.enum(alarmKinds),
  kind: z.enum(incidentKinds),
  level: z.int().min(1).max(4).nullable(),
  grade: z.enum(incidentGrades).nullable(),
  state: z.enum(incidentStates),
  /** Seen by both sides. */
  shared: z.boolean(),
  raisedBy: z.enum(sides),
  /** Which side has it now. */
  holder: z.enum(sides),
  offer: offerSchema.nullable(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  times: incidentTimesSchema,
  deadlineAt: time,
  /** Open instructions of leaders. */
  ordersOpen: z.int(),
  findingsOpen: z.int(),
  mergedIntoId: z.uuid().nullable(),
});
export type IncidentSummary = z.infer<typeof incidentSummarySchema>;

/** Somebody involved. A minor's name is shortened; the whole one is asked for with a reason. */
export const incidentPersonSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  shortened: z.boolean(),
  minor: z.boolean(),
  part: z.enum(incidentParts),
});
export type IncidentPersonView = z.infer<typeof incidentPersonSchema>;

/** 督办: an instruction with a date, and its answer. */
export const orderSchema = z.strictObject({
  id: z.uuid(),
  instruction: z.string(),
  byName: z.string(),
  at: z.number(),
  dueAt: z.number(),
  answer: z.string().nullable(),
  answeredByName: z.string().nullable(),
  answeredAt: time,
  settledAt: time,
});
export type OrderView = z.infer<typeof orderSchema>;

/** What a review found and who mends it until when. */
export const findingSchema = z.strictObject({
  id: z.uuid(),
  problem: z.string(),
  measure: z.string(),
  ownerId: z.uuid(),
  ownerName: z.string(),
  dueAt: z.number(),
  doneAt: time,
  result: z.string().nullable(),
});

export const incidentNoteSchema = z.strictObject({
  id: z.uuid(),
  at: z.number(),
  personName: z.string(),
  text: z.string(),
});
export type IncidentNote = z.infer<typeof incidentNoteSchema>;

/** The other system's number and what it last said. */
export const platformLinkSchema = z.strictObject({
  platform: z.string(),
  number: z.string(),
  state: z.string(),
  at: z.number(),
});

/** The whole record as this reader may see it. */
export const incidentDetailSchema = incidentSummarySchema.extend({
  content: z.string(),
  alarmIds: z.array(z.uuid()),
  /** Null for readers who only watch. */
  assessment: z.string().nullable(),
  conclusion: z.string().nullable(),
  review: z.string().nullable(),
  people: z.array(incidentPersonSchema),
  orders: z.array(orderSchema),
  findings: z.array(findingSchema),
  mergedIds: z.array(z.uuid()),
  splitFromId: z.uuid().nullable(),
  platforms: z.array(platformLinkSchema),
  /** Its own history and that of every incident merged into it. */
  timeline: z.array(timelineEntrySchema),
  /** Sides whose private notes this reader may open. */
  notesOf: z.array(z.enum(sides)),
});
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
