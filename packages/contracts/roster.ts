import { z } from 'zod';
import { posts } from './alarm.ts';

/** What kind of day it is for an organisation: its calendar, else the weekday. */
export const dayKinds = ['schoolDay', 'weekend', 'holiday', 'makeUpDay'] as const;
export type DayKind = (typeof dayKinds)[number];

/** How a rotation takes its turns: at every occurrence of the rule, every day, every week (Monday). */
export const rotationSteps = ['occurrence', 'day', 'week'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** A calendar day on the wall of the organisation, "2026-03-02". */
export const daySchema = z.iso.date();

/** Posts that somebody can be put on; `volunteer` is never rostered. */
export const rosterPosts = posts.filter((p) => p !== 'volunteer');
const rosterPostSchema = z.enum(
  rosterPosts as [(typeof posts)[number], ...(typeof posts)[number][]],
);

/** What a person edits of a shift. */
export const shiftInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  post: rosterPostSchema,
  /** RFC 5545, without DTSTART: "FREQ=WEEKLY;BYDAY=MO,WE". Only which days; hours are minutes below. */
  rule: z.string().trim().min(5).max(300),
  /** First day of the rule, and anchor of the rotation. */
  startsOn: daySchema,
  /** 0 .. 1439, wall clock. */
  fromMinute: z.int().min(0).max(1439),
  /** Up to 1440; not larger than `fromMinute` means until that minute of the next day. */
  toMinute: z.int().min(0).max(1440),
  /** Null: the whole place. */
  buildingId: z.uuid().nullable(),
  runsOn: z.array(z.enum(dayKinds)).min(1).max(dayKinds.length),
  /** Groups of people who take turns. One group: always they. */
  rotation: z.array(z.array(z.uuid()).max(50)).max(60),
  rotationStep: z.enum(rotationSteps),
});
export type ShiftInput = z.infer<typeof shiftInputSchema>;

export const shiftSchema = shiftInputSchema.extend({
  id: z.uuid(),
  organisationId: z.uuid(),
  /** Counts up with every edit: who saves an older one is refused. */
  version: z.int(),
});
export type Shift = z.infer<typeof shiftSchema>;

/** Why a person fills an occurrence. */
export const dutyReasons = ['rule', 'swap', 'replaced', 'added', 'substitute'] as const;
export type DutyReason = (typeof dutyReasons)[number];

/** Why nobody fills one, or part of one. */
export const vacancyReasons = ['leave', 'removed', 'inactive', 'nobody'] as const;
export type VacancyReason = (typeof vacancyReasons)[number];

/** One person in one occurrence of a shift, from when to when (epoch ms). */
export const dutySchema = z.strictObject({
  shiftId: z.uuid(),
  organisationId: z.uuid(),
  /** Day on which the occurrence begins. */
  day: daySchema,
  post: z.enum(posts),
  buildingId: z.uuid().nullable(),
  personId: z.uuid(),
  startAt: z.number(),
  endAt: z.number(),
  why: z.enum(dutyReasons),
  insteadOf: z.uuid().nullable(),
});
export type Duty = z.infer<typeof dutySchema>;

/** A stretch of an occurrence that nobody fills. */
export const vacancySchema = z.strictObject({
  shiftId: z.uuid(),
  organisationId: z.uuid(),
  day: daySchema,
  post: z.enum(posts),
  buildingId: z.uuid().nullable(),
  startAt: z.number(),
  endAt: z.number(),
  why: z.enum(vacancyReasons),
});
export type Vacancy = z.infer<typeof vacancySchema>;

/** A post that an organisation says must be filled, and when. */
export const requiredPostSchema = z.strictObject({
  post: rosterPostSchema,
  fromMinute: z.int().min(0).max(1439),
  toMinute: z.int().min(0).max(1440),
  on: z.array(z.enum(dayKinds)).min(1).max(dayKinds.length),
});
export type RequiredPost = z.infer<typeof requiredPostSchema>;

/** A stretch in which a required post is empty. */
export const coverageGapSchema = z.strictObject({
  post: z.enum(posts),
  startAt: z.number(),
  endAt: z.number(),
});
export type CoverageGap = z.infer<typeof coverageGapSchema>;

export const calendarDaySchema = z.strictObject({
  day: daySchema,
  kind: z.enum(dayKinds),
  name: z.string().trim().max(60),
});
export type CalendarDay = z.infer<typeof calendarDaySchema>;

export const leaveSchema = z.strictObject({
  id: z.uuid(),
  personId: z.uuid(),
  fromAt: z.number(),
  toAt: z.number(),
  substituteId: z.uuid().nullable(),
  note: z.string(),
});
export type Leave = z.infer<typeof leaveSchema>;

/** A change of one occurrence: somebody more, somebody less, one for another. */
export const dutyChangeKinds = ['add', 'remove', 'replace', 'swap'] as const;
export const dutyChangeSchema = z.strictObject({
  id: z.uuid(),
  shiftId: z.uuid(),
  day: daySchema,
  kind: z.enum(dutyChangeKinds),
  /** Who leaves; null for `add`. */
  outId: z.uuid().nullable(),
  /** Who comes; null for `remove`. */
  inId: z.uuid().nullable(),
});
export type DutyChange = z.infer<typeof dutyChangeSchema>;

export const swapStates = ['asked', 'agreed', 'refused', 'withdrawn'] as const;
export type SwapState = (typeof swapStates)[number];
export const swapSchema = z.strictObject({
  id: z.uuid(),
  organisationId: z.uuid(),
  shiftId: z.uuid(),
  day: daySchema,
  post: z.enum(posts),
  startAt: z.number(),
  endAt: z.number(),
  fromId: z.uuid(),
  fromName: z.string(),
  toId: z.uuid(),
  toName: z.string(),
  note: z.string(),
  state: z.enum(swapStates),
  askedAt: z.number(),
  answeredAt: z.number().nullable(),
});
export type Swap = z.infer<typeof swapSchema>;
