import { z } from 'zod';
import { posts } from './alarm.ts';
import { alarmKinds, detectionKinds } from './detection.ts';

/** Names one playbook of a school through all its versions. */
export const playbookKeySchema = z.string().regex(/^[a-z0-9-]{1,40}$/);

export const playbookStepSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** What is to be done, in the words of the school. */
  title: z.string().trim().min(1).max(80),
  /** Who does it. */
  post: z.enum(posts),
  /** Seconds after the alarm within which it is to be done. */
  withinSec: z.int().min(5).max(86_400),
  /** What belongs to it, ticked one by one. */
  items: z.array(z.string().trim().min(1).max(120)).max(12),
});
export type PlaybookStep = z.infer<typeof playbookStepSchema>;

/** Rules of operation (处置流程) for kinds of alarm: who does what within how many seconds. */
export const playbookSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  kinds: z.array(z.enum(detectionKinds)).min(1).max(detectionKinds.length),
  alarmKinds: z.array(z.enum(alarmKinds)).min(1).max(alarmKinds.length),
  steps: z.array(playbookStepSchema).min(1).max(20),
});
export type Playbook = z.infer<typeof playbookSchema>;

/** A playbook as an editor sends it; the bounds are checked by core, which says in words what is wrong. */
export const playbookDraftSchema = z.strictObject({
  name: z.string().max(80),
  kinds: z.array(z.enum(detectionKinds)),
  alarmKinds: z.array(z.enum(alarmKinds)),
  steps: z
    .array(
      z.strictObject({
        key: z.string().max(40),
        title: z.string().max(200),
        post: z.string().max(40),
        withinSec: z.number(),
        items: z.array(z.string().max(200)).max(40),
      }),
    )
    .max(40),
});
export type PlaybookDraft = z.infer<typeof playbookDraftSchema>;

/** One tick: by whom and when; who takes it back leaves no tick. */
export const tickSchema = z.strictObject({ personId: z.uuid(), at: z.number() });

/** How far a step of a running playbook is. `done` when it, or all its items, were ticked. */
export const stepStateSchema = z.strictObject({
  done: tickSchema.nullable(),
  /** One per item of the step. */
  items: z.array(tickSchema.nullable()),
  /** How often its post was reminded. */
  reminded: z.int(),
});
export type StepState = z.infer<typeof stepStateSchema>;

const tickViewSchema = tickSchema.extend({ personName: z.string() });

/** The playbook of one alarm as screens show it. */
export const playbookRunViewSchema = z.strictObject({
  alarmId: z.uuid(),
  schoolId: z.uuid(),
  version: z.int(),
  name: z.string(),
  openedAt: z.number(),
  endedAt: z.number().nullable(),
  steps: z.array(
    playbookStepSchema.extend({
      dueAt: z.number(),
      done: tickViewSchema.nullable(),
      checks: z.array(tickViewSchema.nullable()),
      reminded: z.int(),
    }),
  ),
});
export type PlaybookRunView = z.infer<typeof playbookRunViewSchema>;

/** One version of a playbook on record. */
export const playbookVersionSchema = z.strictObject({
  key: playbookKeySchema,
  version: z.int(),
  /** Null: for all schools, or shipped with the product. */
  schoolId: z.uuid().nullable(),
  playbook: playbookSchema,
  removed: z.boolean(),
  savedAt: z.number().nullable(),
  savedBy: z.string().nullable(),
});
export type PlaybookVersion = z.infer<typeof playbookVersionSchema>;
