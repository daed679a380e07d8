import { z } from 'zod';
import { detectionKinds } from './detection.ts';

/** Kinds that the sound model names; a hand on a button is never judged. */
const shift = z.number().min(-0.5).max(0.5);

/** What a person may set about how terminals judge what they hear. */
export const hearingSchema = z.strictObject({
  /** Shift of every score threshold: -0.5 hears more .. 0.5 hears less. */
  sensitivity: shift,
  /** On top of it, per kind. */
  kinds: z.partialRecord(z.enum(detectionKinds), shift),
  /** Sustained level over the learned floor that counts, dB. */
  levelOverFloorDb: z.number().min(3).max(80),
  /** From this confidence on people are called; below it is only recorded. Buttons always call. */
  wakeFrom: z.int().min(1).max(4),
  /** The same event at a neighbour begins within this, s; 0: neighbours make alarms of their own. */
  neighbourWindowSec: z.number().min(0).max(10),
});
export type Hearing = z.infer<typeof hearingSchema>;

/** Class breaks, physical education, nights: at these hours something else holds. */
export const hearingTimeSchema = z.strictObject({
  name: z.string().min(1).max(40),
  /** ISO weekdays 1 (Monday) .. 7 on which it begins. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
  fromMinute: z.int().min(0).max(1439),
  /** Not larger than `fromMinute` means until that minute of the next day. */
  toMinute: z.int().min(0).max(1440),
  sensitivity: shift.optional(),
  levelOverFloorDb: hearingSchema.shape.levelOverFloorDb.optional(),
  wakeFrom: hearingSchema.shape.wakeFrom.optional(),
});
export type HearingTime = z.infer<typeof hearingTimeSchema>;

/** One scope's own word; what it leaves out comes from the wider scope. */
export const hearingOverrideSchema = hearingSchema
  .extend({ times: z.array(hearingTimeSchema).max(24) })
  .partial();
export type HearingOverride = z.infer<typeof hearingOverrideSchema>;

/** What a terminal is told: whole, with its hours. The first hour that fits counts. */
export const terminalHearingSchema = hearingSchema
  .omit({ neighbourWindowSec: true })
  .extend({ times: z.array(hearingTimeSchema).max(24) });
export type TerminalHearing = z.infer<typeof terminalHearingSchema>;

/** From wide to narrow; `subject` is empty, the kind of zone, the zone, the terminal. */
export const hearingScopes = ['school', 'zoneKind', 'zone', 'terminal'] as const;
export type HearingScope = (typeof hearingScopes)[number];
