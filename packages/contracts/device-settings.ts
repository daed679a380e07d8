import { z } from 'zod';
import { terminalConfigSchema } from './terminal.ts';

const { clip, speaker, heartbeatSec } = terminalConfigSchema.shape;

/** What a person may set about the boxes themselves; how they judge is in hearing.ts. */
export const deviceSettingsSchema = z.strictObject({
  clipEnabled: clip.shape.enabled,
  preRollSec: clip.shape.preRollSec,
  postRollSec: clip.shape.postRollSec,
  volume: speaker.shape.volume,
  /** A loud tone that is meant to be heard by whoever threatens. */
  deterrent: speaker.shape.deterrent,
  heartbeatSec,
});
export type DeviceSettings = z.infer<typeof deviceSettingsSchema>;
export type DeviceSettingKey = keyof DeviceSettings;
export const deviceSettingKeys = Object.keys(deviceSettingsSchema.shape) as DeviceSettingKey[];

/** One level's own word; what it leaves out (or says null to) comes from the level above. */
export const deviceOverrideSchema = z.strictObject({
  clipEnabled: clip.shape.enabled.nullable().optional(),
  preRollSec: clip.shape.preRollSec.nullable().optional(),
  postRollSec: clip.shape.postRollSec.nullable().optional(),
  volume: speaker.shape.volume.nullable().optional(),
  deterrent: speaker.shape.deterrent.nullable().optional(),
  heartbeatSec: heartbeatSec.nullable().optional(),
});
export type DeviceOverride = z.infer<typeof deviceOverrideSchema>;

/** From wide to narrow; `subject` is empty, the kind of zone, the terminal. */
export const deviceScopes = ['organisation', 'zoneKind', 'terminal'] as const;
export type DeviceScope = (typeof deviceScopes)[number];
