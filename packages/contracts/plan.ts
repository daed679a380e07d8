import { z } from 'zod';
import { planSchema, posts, tierNames } from './alarm.ts';
import { alarmKinds, confidenceSchema, detectionKinds } from './detection.ts';
import { zoneKinds } from './terminal.ts';

/** Kinds of day that plans tell apart; the calendar of the school says which it is. */
export const dayKinds = ['schoolDay', 'restDay'] as const;
export type DayKind = (typeof dayKinds)[number];

/**
 * For which alarms a plan is meant; what is absent matches everything. Hours are the school's wall
 * clock: `fromMinute <= minute < toMinute`, over midnight when `toMinute` is not larger.
 */
export const planWhenSchema = z.strictObject({
  alarmKinds: z.array(z.enum(alarmKinds)).min(1).max(alarmKinds.length).optional(),
  kinds: z.array(z.enum(detectionKinds)).min(1).max(detectionKinds.length).optional(),
  zoneKinds: z.array(z.enum(zoneKinds)).min(1).max(zoneKinds.length).optional(),
  confidence: z.strictObject({ from: confidenceSchema, to: confidenceSchema }).optional(),
  dayKind: z.enum(dayKinds).optional(),
  hours: z
    .strictObject({
      fromMinute: z.int().min(0).max(1439),
      toMinute: z.int().min(0).max(1440),
    })
    .optional(),
});
export type PlanWhen = z.infer<typeof planWhenSchema>;

/** Names one plan of a school through all its versions. `default` is always there. */
export const planKeySchema = z.string().regex(/^[a-z0-9-]{1,40}$/);
export const defaultPlanKey = 'default';

/**
 * A plan as an editor sends it: the bounds are checked by core, so that a refusal can say what is
 * wrong in words instead of naming a field.
 */
export const planDraftSchema = z.strictObject({
  name: z.string().max(80),
  tiers: z
    .array(
      z.strictObject({
        name: z.enum(tierNames),
        posts: z.array(z.string().max(40)).max(20),
        waitSec: z.number(),
        needed: z.number().optional(),
      }),
    )
    .max(9),
  repeatSec: z.number(),
  arriveWithinSec: z.number(),
  closeWithinSec: z.number(),
  mergeWindowSec: z.number(),
});
export type PlanDraft = z.infer<typeof planDraftSchema>;

/** One version of a plan on record. */
export const planVersionSchema = z.strictObject({
  key: planKeySchema,
  version: z.int(),
  /** Null: for all schools, or shipped with the product. */
  schoolId: z.uuid().nullable(),
  when: planWhenSchema,
  plan: planSchema,
  /** Taken out of use with this version. */
  removed: z.boolean(),
  /** Null for what the product came with. */
  savedAt: z.number().nullable(),
  savedBy: z.string().nullable(),
});
export type PlanVersion = z.infer<typeof planVersionSchema>;

/** One thing that would happen. */
export const dryRunLineSchema = z.strictObject({
  /** Seconds after the alarm. */
  afterSec: z.number(),
  type: z.enum(['called', 'tierSkipped', 'nobodyFound', 'accepted', 'declined']),
  tier: z.int().nullable(),
  tierName: z.enum(tierNames).nullable(),
  round: z.int(),
  /** Why it is called or skipped: a reason of the facts. */
  why: z.string().nullable(),
  people: z.array(
    z.strictObject({
      personId: z.uuid(),
      name: z.string(),
      post: z.enum(posts),
      reachable: z.boolean(),
    }),
  ),
});
export type DryRunLine = z.infer<typeof dryRunLineSchema>;

export const dryRunSchema = z.strictObject({
  /** The plan that would be stamped; the draft, where one was sent. */
  plan: z.strictObject({ key: planKeySchema, name: z.string(), version: z.int() }),
  lines: z.array(dryRunLineSchema),
});
export type DryRun = z.infer<typeof dryRunSchema>;
