import type {
  DeviceOverride,
  DeviceSettingKey,
  DeviceSettings,
} from '@anyuan/contracts/device-settings.ts';
import type { SettingWord } from '@anyuan/core/devices/inherit-settings.ts';
import type { Say } from '../platform/i18n.ts';
import type { settingsWords } from './settings-words.ts';

export type SettingSay = Say<keyof typeof settingsWords.zh>;

/** What a page offers; anything finer than this nobody hears. */
export const choices: { [K in DeviceSettingKey]: readonly DeviceSettings[K][] } = {
  clipEnabled: [true, false],
  preRollSec: [0, 5, 10, 15, 20, 30, 60],
  postRollSec: [0, 5, 10, 15, 20, 30, 60],
  volume: [0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  deterrent: [true, false],
  heartbeatSec: [10, 15, 30, 60, 120, 300],
};

export function valueWords(
  t: SettingSay,
  key: DeviceSettingKey,
  value: number | boolean | null | undefined,
): string {
  if (value === null || value === undefined) return t('left');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (key === 'volume') return t('percent', { n: Math.round(value * 100) });
  return t('seconds', { n: value });
}

/** What somebody said, without what was left. */
export function withoutLeft(own: DeviceOverride): DeviceOverride | null {
  const said = Object.entries(own).filter(([, value]) => value != null);
  return said.length === 0 ? null : (Object.fromEntries(said) as DeviceOverride);
}

/** Levels above the chosen one, and it last. */
export function wordsUpTo(
  above: readonly { organisationId: string; own: DeviceOverride | null }[],
  rest: readonly SettingWord[],
): SettingWord[] {
  const wide = above.map(({ organisationId, own }) => {
    return { scope: 'organisation', subject: organisationId, own } as const;
  });
  return [...wide, ...rest];
}
