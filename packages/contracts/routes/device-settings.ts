import { z } from 'zod';
import { deviceOverrideSchema, deviceScopes, deviceSettingsSchema } from '../device-settings.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const organisationParams = z.strictObject({ organisationId: z.uuid() });

/** One word of one level, with who said it. */
export const deviceSettingSchema = z.strictObject({
  scope: z.enum(deviceScopes),
  /** Empty for the organisation, else the kind of zone or the terminal. */
  subject: z.string(),
  version: z.int(),
  /** Null: as the level above says. */
  own: deviceOverrideSchema.nullable(),
  personName: z.string(),
  reason: z.string(),
  at: z.number(),
});
export type DeviceSetting = z.infer<typeof deviceSettingSchema>;

export const deviceSettingRoutes = {
  showDeviceSettings: route({
    method: 'GET',
    path: '/api/organisations/:organisationId/device-settings',
    access: 'terminal.view',
    subject: 'organisation',
    summary:
      'Clip, speaker and heartbeat of the terminals: what was said here, above, and as shipped.',
    params: organisationParams,
    query: nothing,
    body: noBody,
    reply: z.strictObject({
      shipped: deviceSettingsSchema,
      /** Organisations above, farthest first, each with its word that counts. */
      above: z.array(
        z.strictObject({
          organisationId: z.uuid(),
          name: z.string(),
          own: deviceOverrideSchema.nullable(),
        }),
      ),
      /** Newest first; the first of each scope and subject counts, the next is what was before. */
      settings: z.array(deviceSettingSchema),
    }),
  }),
  saveDeviceSettings: route({
    method: 'PUT',
    path: '/api/organisations/:organisationId/device-settings',
    access: 'terminal.manage',
    subject: 'organisation',
    summary:
      'Sets one level; terminals whose values change are told at once. The reply holds what was before, to go back to.',
    params: organisationParams,
    query: nothing,
    body: z.strictObject({
      scope: z.enum(deviceScopes),
      subject: z.string().max(60),
      own: deviceOverrideSchema.nullable(),
      /** Version that was seen, 0 when there was none: refused when somebody was quicker. */
      baseVersion: z.int().min(0),
      reason: z.string().trim().min(1).max(200),
    }),
    reply: z.strictObject({
      version: z.int(),
      before: deviceOverrideSchema.nullable(),
      /** Terminals whose values changed. */
      terminals: z.int(),
    }),
  }),
};
