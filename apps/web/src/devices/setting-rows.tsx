import {
  type DeviceOverride,
  type DeviceSettingKey,
  deviceSettingKeys,
} from '@anyuan/contracts/device-settings.ts';
import type { ResolvedSettings, SettingSource } from '@anyuan/core/devices/inherit-settings.ts';
import { useWords } from '../platform/i18n.ts';
import { choices, valueWords } from './setting-choices.ts';
import { settingsWords } from './settings-words.ts';

interface RowProps {
  name: DeviceSettingKey;
  resolved: ResolvedSettings;
  sourceWords: (from: SettingSource) => string;
  own: DeviceOverride;
  /** Null: may only look. */
  onChange: ((own: DeviceOverride) => void) | null;
}

function SettingRow({ name, resolved, sourceWords, own, onChange }: RowProps) {
  const t = useWords(settingsWords);
  const said = own[name] ?? null;
  const { value, from } = resolved[name];
  const offered: readonly (number | boolean)[] = choices[name];
  const all = said === null || offered.includes(said) ? offered : [...offered, said];
  return (
    <tr data-testid={`setting-${name}`}>
      <th scope="row">{t(`key.${name}`)}</th>
      <td>{valueWords(t, name, value)}</td>
      <td>
        <span className="tag">{sourceWords(from)}</span>
      </td>
      <td>
        {onChange === null ? (
          valueWords(t, name, said)
        ) : (
          <select
            className="input"
            aria-label={t(`key.${name}`)}
            value={JSON.stringify(said)}
            onChange={(e) => onChange({ ...own, [name]: JSON.parse(e.target.value) })}
          >
            <option value="null">{t('inherit')}</option>
            {all.map((one) => (
              <option key={String(one)} value={JSON.stringify(one)}>
                {valueWords(t, name, one)}
              </option>
            ))}
          </select>
        )}
      </td>
    </tr>
  );
}

/** Each value in force on a level, where it comes from, and what the level itself says. */
export function SettingRows(props: Omit<RowProps, 'name'>) {
  const t = useWords(settingsWords);
  return (
    <table className="setting-table">
      <thead>
        <tr>
          <th>{t('setting')}</th>
          <th>{t('value')}</th>
          <th>{t('from')}</th>
          <th>{t('own')}</th>
        </tr>
      </thead>
      <tbody>
        {deviceSettingKeys.map((name) => (
          <SettingRow key={name} name={name} {...props} />
        ))}
      </tbody>
    </table>
  );
}
