import { z } from 'zod';
import { type KeptKind, keepBounds, keepDaysSchema } from '../retention.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const asked = (kind: KeptKind) =>
  z.coerce.number().int().min(keepBounds[kind].least).max(keepBounds[kind].most);

export const retentionRuleSchema = z.strictObject({
  /** 0: the start settings, nobody has changed them here. */
  version: z.int().min(0),
  days: keepDaysSchema,
  /** From when the days above are in force where they are shorter than before; null: they are. */
  shorterFrom: z.number().nullable(),
  /** Newest first, the start settings as they are now at the end. */
  versions: z.array(
    z.strictObject({
      version: z.int().min(0),
      days: keepDaysSchema,
      reason: z.string().nullable(),
      savedAt: z.number().nullable(),
      savedBy: z.string().nullable(),
    }),
  ),
});
export type RetentionRule = z.infer<typeof retentionRuleSchema>;

const count = z.int().min(0);
/** How many of each go that the present days would keep, at most. */
export const retentionPreviewSchema = z.strictObject({
  alarms: count,
  messages: count,
  audit: count,
  quickReports: count,
  tickets: count,
  clips: count,
  privacyClips: count,
});
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;

export const retentionRoutes = {
  showRetention: route({
    method: 'GET',
    path: '/api/retention',
    access: 'retention.manage',
    subject: 'none',
    summary: 'How long each kind of record is kept, and every version of that rule.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: retentionRuleSchema,
  }),
  previewRetention: route({
    method: 'GET',
    path: '/api/retention/preview',
    access: 'retention.manage',
    subject: 'none',
    summary: 'How much more would be deleted with these days, at the first sweep with them.',
    params: nothing,
    query: z.strictObject({
      alarms: asked('alarms'),
      messages: asked('messages'),
      audit: asked('audit'),
      quickReports: asked('quickReports'),
      tickets: asked('tickets'),
      clips: asked('clips'),
      privacyClips: asked('privacyClips'),
    }),
    body: noBody,
    reply: retentionPreviewSchema,
  }),
  saveRetention: route({
    method: 'PUT',
    path: '/api/retention',
    access: 'retention.manage',
    subject: 'none',
    summary:
      'Makes a new version of the rule. Longer counts at once, shorter after a day and with a reason. `version` is the one that was edited; another means that somebody was quicker.',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      version: z.int().min(0),
      days: keepDaysSchema,
      reason: z.string().max(300),
    }),
    reply: retentionRuleSchema,
  }),
};
