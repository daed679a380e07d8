import type { DeviceSettings } from '@anyuan/contracts/device-settings.ts';
import type { TerminalHearing } from '@anyuan/contracts/hearing.ts';
import {
  defaultTerminalConfig,
  type TerminalConfig,
  terminalConfigSchema,
  type ZoneKind,
} from '@anyuan/contracts/terminal.ts';
import {
  inheritSettings,
  type SettingWord,
  valuesOf,
} from '@anyuan/core/devices/inherit-settings.ts';

/** Where a terminal stands, as far as its configuration is concerned. */
export interface ConfigPlace {
  place: string;
  zoneKind: ZoneKind;
  privacy: boolean;
  timeZone: string;
  /** How it judges, as the school has set it; null: as shipped long ago. */
  hearing?: TerminalHearing | null;
  /** What the levels say of clip, speaker and heartbeat, from wide to narrow. */
  words?: readonly SettingWord[];
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

/** At night, 03:10; in dormitories at 10:20, when nobody sleeps there. */
function selfTestMinuteOf(zoneKind: ZoneKind): number {
  return zoneKind === 'dormitory' ? 620 : 190;
}

/** Settings on record that do not parse are left out whole. */
function ownOf(config: unknown) {
  const parsed = configOverridesSchema.safeParse(config);
  return parsed.success ? parsed.data : {};
}

/**
 * Clip, speaker and heartbeat of one terminal: what the levels say, with what stands on the terminal's
 * own record between the kind of zone and its word. Only that record can allow clips in a privacy zone.
 */
export function settingsOf(
  config: unknown,
  where: Pick<ConfigPlace, 'privacy' | 'words'>,
): DeviceSettings {
  const { clip, speaker, heartbeatSec } = ownOf(config);
  const own = {
    ...{ clipEnabled: clip?.enabled, preRollSec: clip?.preRollSec, postRollSec: clip?.postRollSec },
    ...{ volume: speaker?.volume, deterrent: speaker?.deterrent, heartbeatSec },
  };
  const said = where.words ?? [];
  const words: SettingWord[] = [
    ...said.filter((w) => w.scope !== 'terminal'),
    { scope: 'terminal', subject: '', own: withoutUndefined(own) },
    ...said.filter((w) => w.scope === 'terminal'),
  ];
  const allowed = clip?.enabled === true;
  return valuesOf(inheritSettings(words, { privacy: where.privacy, allowed }));
}

/** The configuration of one terminal. */
export function buildConfig(
  row: { name: string; config: unknown; config_version: number },
  where: ConfigPlace,
): TerminalConfig {
  const own = ownOf(row.config);
  const base = defaultTerminalConfig;
  const { clipEnabled, preRollSec, postRollSec, volume, deterrent, heartbeatSec } = settingsOf(
    row.config,
    where,
  );
  return {
    v: 1,
    version: row.config_version,
    name: row.name.slice(0, 80),
    place: where.place.slice(0, 200),
    zoneKind: where.zoneKind,
    privacy: where.privacy,
    clip: { enabled: clipEnabled, preRollSec, postRollSec },
    heartbeatSec,
    sensitivity: own.sensitivity ?? base.sensitivity,
    levelOverFloorDb: own.levelOverFloorDb ?? base.levelOverFloorDb,
    speaker: { volume, deterrent },
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
