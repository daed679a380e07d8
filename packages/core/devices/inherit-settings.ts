import type {
  DeviceOverride,
  DeviceScope,
  DeviceSettingKey,
  DeviceSettings,
} from '@anyuan/contracts/device-settings.ts';
import { deviceSettingKeys } from '@anyuan/contracts/device-settings.ts';
import { defaultTerminalConfig } from '@anyuan/contracts/terminal.ts';

/** What one level says, and which level that is; from wide to narrow in a list. */
export interface SettingWord {
  scope: DeviceScope;
  /** Organisation, kind of zone or terminal. */
  subject: string;
  own: DeviceOverride | null | undefined;
}

/** Where a value comes from: nobody said it, somebody did, or the privacy of the zone decides. */
export type SettingSource =
  | { scope: 'shipped' | 'privacy' }
  | { scope: DeviceScope; subject: string };

/** One value and who said it. */
export interface Sourced<T> {
  value: T;
  from: SettingSource;
}
export type ResolvedSettings = { [K in DeviceSettingKey]: Sourced<DeviceSettings[K]> };

/** Longest clip where one was allowed in a privacy zone, seconds in all. */
const privacyRoll = { preRollSec: 6, postRollSec: 4 } as const;

export const shippedDeviceSettings: DeviceSettings = {
  clipEnabled: defaultTerminalConfig.clip.enabled,
  preRollSec: defaultTerminalConfig.clip.preRollSec,
  postRollSec: defaultTerminalConfig.clip.postRollSec,
  volume: defaultTerminalConfig.speaker.volume,
  deterrent: defaultTerminalConfig.speaker.deterrent,
  heartbeatSec: defaultTerminalConfig.heartbeatSec,
};

/** Each value on its own: the narrowest level that says something to it, else as shipped. */
function inherit<K extends DeviceSettingKey>(
  key: K,
  words: readonly SettingWord[],
): Sourced<DeviceSettings[K]> {
  const said = words.findLast(({ own }) => own?.[key] != null);
  if (!said) return { value: shippedDeviceSettings[key], from: { scope: 'shipped' } };
  const { scope, subject } = said;
  return { value: said.own?.[key] as DeviceSettings[K], from: { scope, subject } };
}

/**
 * The settings of one terminal and where each comes from. In a privacy zone no level can switch clips
 * on: only `allowed`, a decision about that one terminal on its own record, can, and then they are short.
 */
export function inheritSettings(
  words: readonly SettingWord[],
  zone: { privacy: boolean; allowed?: boolean },
): ResolvedSettings {
  const entries = deviceSettingKeys.map((key) => [key, inherit(key, words)]);
  const open = Object.fromEntries(entries) as ResolvedSettings;
  if (!zone.privacy) return open;
  const clipEnabled = zone.allowed === true && open.clipEnabled.value;
  return {
    ...open,
    clipEnabled: { value: clipEnabled, from: { scope: 'privacy' } },
    preRollSec: shorter(open.preRollSec, privacyRoll.preRollSec),
    postRollSec: shorter(open.postRollSec, privacyRoll.postRollSec),
  };
}

function shorter(open: Sourced<number>, most: number): Sourced<number> {
  return open.value <= most ? open : { value: most, from: { scope: 'privacy' } };
}

/** The values alone. */
export function valuesOf(resolved: ResolvedSettings): DeviceSettings {
  const entries = deviceSettingKeys.map((key) => [key, resolved[key].value]);
  return Object.fromEntries(entries) as DeviceSettings;
}
