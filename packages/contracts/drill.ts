import { z } from 'zod';
import type { Plan } from './alarm.ts';

/** A drill is held in a zone; with a terminal it is as if that terminal had been pressed. */
export const drillPlaceSchema = z.strictObject({
  zoneId: z.uuid(),
  terminalId: z.uuid().nullable(),
});
export type DrillPlace = z.infer<typeof drillPlaceSchema>;

/** `minute`: of the day at the school; `day`: 1 Monday to 7 in a week, 1 to 28 in a month. */
export const drillScheduleSchema = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('once'), atMs: z.int().min(0).max(8_640_000_000_000_000) }),
  z.strictObject({
    every: z.literal('week'),
    day: z.int().min(1).max(7),
    minute: z.int().min(0).max(1439),
  }),
  z.strictObject({
    every: z.literal('month'),
    day: z.int().min(1).max(28),
    minute: z.int().min(0).max(1439),
  }),
]);
export type DrillSchedule = z.infer<typeof drillScheduleSchema>;

/** `overtaken`: something real happened there; `stopped` by a person. */
export const drillEnds = ['closed', 'overtaken', 'stopped'] as const;
export type DrillEnd = (typeof drillEnds)[number];

export const pointTestOutcomes = ['passed', 'failed', 'expired', 'cancelled', 'overtaken'] as const;
export type PointTestOutcome = (typeof pointTestOutcomes)[number];

/** Where a terminal stands in the monthly test: tested this month, not yet, or neither this month nor last. */
export const pointStates = ['done', 'due', 'overdue'] as const;
export type PointState = (typeof pointStates)[number];

/** Minutes in which the next press counts as the test; short, because a child may be next at the button. */
export const testWindow = { usualMin: 5, longestMin: 10 } as const;

/** The monthly test asks the police to answer: they are called, with the leader as in every last tier; no guard, no teacher. */
export const pointTestPlan: Plan = {
  name: '人工点位测试',
  version: 1,
  tiers: [{ name: 'nearest', posts: ['stationCommand', 'communityOfficer'], waitSec: 60 }],
  repeatSec: 60,
  arriveWithinSec: 600,
  closeWithinSec: 1800,
  mergeWindowSec: 0,
};
