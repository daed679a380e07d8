import { type DeviceOverride, deviceSettingKeys } from '@anyuan/contracts/device-settings.ts';
import type { DeviceSetting } from '@anyuan/contracts/routes/device-settings.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { Changes } from '../platform/versions.tsx';
import { valueWords } from './setting-choices.ts';
import { settingsWords } from './settings-words.ts';

/** Who changed this level when and why, with before and after. Newest first. */
export function SettingHistory({ versions }: { versions: readonly DeviceSetting[] }) {
  const t = useWords(settingsWords);
  const rowsOf = (own: DeviceOverride | null | undefined) =>
    deviceSettingKeys.map((key) => ({
      label: t(`key.${key}`),
      text: valueWords(t, key, own?.[key]),
    }));
  if (versions.length === 0) return <p className="faint">{t('noHistory')}</p>;
  return (
    <ol className="setting-history">
      {versions.slice(0, 20).map((one, i) => (
        <li key={one.version} data-testid="setting-version">
          <p>{t('by', { time: dateTime(one.at), name: one.personName, reason: one.reason })}</p>
          <Changes before={rowsOf(versions[i + 1]?.own)} after={rowsOf(one.own)} />
        </li>
      ))}
    </ol>
  );
}
