import { z } from 'zod';
import { hearingOverrideSchema, hearingSchema, hearingScopes } from '../hearing.ts';
import { zoneKinds } from '../terminal.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const schoolParams = z.strictObject({ schoolId: z.uuid() });

/** One word of one scope, with who said it. */
export const hearingSettingSchema = z.strictObject({
  scope: z.enum(hearingScopes),
  /** Empty for the school, else the kind of zone, the zone or the terminal. */
  subject: z.string(),
  version: z.int(),
  /** Null: as the wider scope says. */
  own: hearingOverrideSchema.nullable(),
  personName: z.string(),
  reason: z.string(),
  at: z.number(),
});
export type HearingSetting = z.infer<typeof hearingSettingSchema>;

export const hearingRoutes = {
  showHearing: route({
    method: 'GET',
    path: '/api/schools/:schoolId/hearing',
    access: 'terminal.view',
    subject: 'school',
    summary:
      'How the terminals of a school judge what they hear: newest words first, and as shipped.',
    params: schoolParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      shipped: z.record(z.enum(zoneKinds), hearingSchema),
      /** Newest first; the first of each scope and subject counts, the next is what was before. */
      settings: z.array(hearingSettingSchema),
    }),
  }),
  saveHearing: route({
    method: 'PUT',
    path: '/api/schools/:schoolId/hearing',
    access: 'hearing.manage',
    subject: 'school',
    summary:
      'Sets one scope; the terminals concerned are told at once. The reply holds what was before, to go back to.',
    params: schoolParams,
    query: nothing,
    body: z.strictObject({
      scope: z.enum(hearingScopes),
      subject: z.string().max(60),
      own: hearingOverrideSchema.nullable(),
      /** Version that was seen, 0 when there was none: refused when somebody was quicker. */
      baseVersion: z.int().min(0),
      reason: z.string().min(1).max(200),
    }),
    reply: z.strictObject({
      version: z.int(),
      before: hearingOverrideSchema.nullable(),
      /** Terminals that were told. */
      terminals: z.int(),
    }),
  }),
};
