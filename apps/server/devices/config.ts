import type { TerminalHearing } from '@anyuan/contracts/hearing.ts';
import {
  defaultTerminalConfig,
  type TerminalConfig,
  terminalConfigSchema,
  type ZoneKind,
} from '@anyuan/contracts/terminal.ts';

/** Where a terminal stands, as far as its configuration is concerned. */
export interface ConfigPlace {
  place: string;
  zoneKind: ZoneKind;
  privacy: boolean;
  timeZone: string;
  /** How it judges, as the school has set it; null: as shipped long ago. */
  hearing?: TerminalHearing | null;
}

const { clip, speaker, selfTestAtMinute } = terminalConfigSchema.shape;

/** What may be set per terminal; the rest follows from where it hangs. */
export const configOverridesSchema = terminalConfigSchema
  .pick({ heartbeatSec: true, sensitivity: true, levelOverFloorDb: true })
  .extend({
    clip: clip.partial(),
    speaker: speaker.partial(),
    selfTestAtMinute: selfTestAtMinute.unwrap(),
  })
  .partial();

/** Longest clip where somebody decided to allow one in a privacy zone, seconds in all. */
const privacyRoll = { preRollSec: 6, postRollSec: 4 };

/** At night, 03:10; in dormitories at 10:20, when nobody sleeps there. */
function selfTestMinuteOf(zoneKind: ZoneKind): number {
  return zoneKind === 'dormitory' ? 620 : 190;
}

/**
 * The configuration of one terminal. In a privacy zone clips are off unless its own settings say
 * otherwise, and then short. Settings on record that do not parse are left out whole.
 */
export function buildConfig(
  row: { name: string; config: unknown; config_version: number },
  where: ConfigPlace,
): TerminalConfig {
  const parsed = configOverridesSchema.safeParse(row.config);
  const own = parsed.success ? parsed.data : {};
  const base = defaultTerminalConfig;
  const roll = { ...base.clip, ...withoutUndefined(own.clip ?? {}) };
  return {
    v: 1,
    version: row.config_version,
    name: row.name.slice(0, 80),
    place: where.place.slice(0, 200),
    zoneKind: where.zoneKind,
    privacy: where.privacy,
    clip: where.privacy
      ? {
          enabled: own.clip?.enabled === true,
          preRollSec: Math.min(roll.preRollSec, privacyRoll.preRollSec),
          postRollSec: Math.min(roll.postRollSec, privacyRoll.postRollSec),
        }
      : roll,
    heartbeatSec: own.heartbeatSec ?? base.heartbeatSec,
    sensitivity: own.sensitivity ?? base.sensitivity,
    levelOverFloorDb: own.levelOverFloorDb ?? base.levelOverFloorDb,
    speaker: { ...base.speaker, ...withoutUndefined(own.speaker ?? {}) },
    timeZone: where.timeZone,
    hearing: where.hearing ?? null,
    selfTestAtMinute:
      own.selfTestAtMinute === undefined ? selfTestMinuteOf(where.zoneKind) : own.selfTestAtMinute,
    phrases: base.phrases,
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(from: T): Defined<T> {
  const entries = Object.entries(from).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
