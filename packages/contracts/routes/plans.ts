import { z } from 'zod';
import { alarmKinds, confidenceSchema, detectionKinds } from '../detection.ts';
import {
  dryRunSchema,
  planDraftSchema,
  planKeySchema,
  planVersionSchema,
  planWhenSchema,
} from '../plan.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const schoolParams = z.strictObject({ schoolId: z.uuid() });
const planParams = z.strictObject({ schoolId: z.uuid(), planKey: planKeySchema });
const list = z.strictObject({ plans: z.array(planVersionSchema) });
/** Version that the editor saw; 0 for a new plan. */
const basedOn = z.int().min(0);

export const planRoutes = {
  listPlans: route({
    method: 'GET',
    path: '/api/schools/:schoolId/plans',
    access: 'plan.view',
    subject: 'school',
    summary: 'Plans of a school, of all schools, and the default; the newest version of each.',
    params: schoolParams,
    query: nothing,
    body: noBody,
    reply: list,
  }),
  listPlanVersions: route({
    method: 'GET',
    path: '/api/schools/:schoolId/plans/:planKey/versions',
    access: 'plan.view',
    subject: 'school',
    summary: 'Every version of a plan, newest first, with who saved it and when.',
    params: planParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({ versions: z.array(planVersionSchema) }),
  }),
  savePlan: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/plans/:planKey',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Adds a version of a plan. Running alarms keep the plan they were raised with.',
    params: planParams,
    query: nothing,
    body: z.strictObject({ basedOn, when: planWhenSchema, plan: planDraftSchema }),
    reply: list,
  }),
  removePlan: route({
    method: 'POST',
    path: '/api/schools/:schoolId/plans/:planKey/remove',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Takes a plan out of use; the default stays. Taken back by restoring a version.',
    params: planParams,
    query: nothing,
    body: z.strictObject({ basedOn }),
    reply: list,
  }),
  restorePlan: route({
    method: 'POST',
    path: '/api/schools/:schoolId/plans/:planKey/restore',
    access: 'plan.manage',
    subject: 'school',
    summary: 'Saves an earlier version anew (0: the default the product came with).',
    params: planParams,
    query: nothing,
    body: z.strictObject({ basedOn, version: z.int().min(0) }),
    reply: list,
  }),
  dryRunPlan: route({
    method: 'POST',
    path: '/api/schools/:schoolId/plans/dry-run',
    access: 'plan.view',
    subject: 'school',
    summary:
      'Who would be called when, by the plan as it would be chosen or by a draft. Calls nobody.',
    params: schoolParams,
    query: nothing,
    body: z.strictObject({
      zoneId: z.uuid(),
      kind: z.enum(detectionKinds),
      alarmKind: z.enum(alarmKinds).default('actual'),
      confidence: confidenceSchema.default(3),
      /** Epoch ms; absent: now. */
      at: z.int().min(0).max(8_640_000_000_000).optional(),
      /** A plan that is being edited; absent: the one that would be chosen. */
      draft: z
        .strictObject({ planKey: planKeySchema, when: planWhenSchema, plan: planDraftSchema })
        .optional(),
      answers: z
        .array(
          z.strictObject({
            personId: z.uuid(),
            type: z.enum(['accept', 'decline']),
            afterSec: z.number().min(0).max(3600),
          }),
        )
        .max(20)
        .default([]),
    }),
    reply: dryRunSchema,
  }),
};
