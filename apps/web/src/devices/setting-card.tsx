import type { DeviceOverride, DeviceScope } from '@anyuan/contracts/device-settings.ts';
import type { DeviceSetting } from '@anyuan/contracts/routes/device-settings.ts';
import {
  inheritSettings,
  type SettingSource,
  type SettingWord,
} from '@anyuan/core/devices/inherit-settings.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { SaveWithReason } from '../platform/save-with-reason.tsx';
import { useMay } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { DoneLine } from '../platform/versions.tsx';
import { withoutLeft } from './setting-choices.ts';
import { SettingHistory } from './setting-history.tsx';
import { SettingRows } from './setting-rows.tsx';
import { settingsWords } from './settings-words.ts';

export interface SettingCardProps {
  organisationId: string;
  scope: DeviceScope;
  subject: string;
  /** Of this level, newest first. */
  versions: readonly DeviceSetting[];
  /** What the levels above say, from wide to narrow. */
  above: readonly SettingWord[];
  privacy: boolean;
  sourceWords: (from: SettingSource) => string;
  onSaved: () => void;
}

/** One level: what holds there and why, what it says itself, and who said it. */
export function SettingCard(props: SettingCardProps) {
  const { organisationId, scope, subject, versions, privacy, onSaved } = props;
  const t = useWords(settingsWords);
  const mayManage = useMay('terminal.manage');
  const doing = useDoing();
  const current = versions[0];
  const [own, setOwn] = useState<DeviceOverride>(current?.own ?? {});
  const [done, setDone] = useState<{
    text: string;
    undo: DeviceOverride | null;
    at: number;
  } | null>(null);
  const resolved = inheritSettings([...props.above, { scope, subject, own }], { privacy });

  const put = async (word: DeviceOverride | null, baseVersion: number, why: string) => {
    const body = { scope, subject, own: word, baseVersion, reason: why };
    const reply = await call('saveDeviceSettings', { params: { organisationId }, body });
    setOwn(word ?? {});
    onSaved();
    return reply;
  };
  const save = (reason: string) =>
    doing.run(async () => {
      const { before, version, terminals } = await put(
        withoutLeft(own),
        current?.version ?? 0,
        reason,
      );
      setDone({ text: t('saved', { n: terminals }), undo: before, at: version });
    });
  const undo = async (to: DeviceOverride | null, at: number) => {
    await put(to, at, t('undoReason'));
    setDone({ text: t('undone'), undo: null, at: 0 });
  };
  return (
    <section className="card setting-card" data-testid="setting-card">
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {done && (
        <DoneLine text={done.text} onUndo={done.at > 0 ? () => undo(done.undo, done.at) : null} />
      )}
      <SettingRows
        {...{ resolved, own }}
        sourceWords={props.sourceWords}
        onChange={mayManage ? setOwn : null}
      />
      {mayManage && (
        <div className="filter-bar">
          <SaveWithReason
            words={{ reason: t('reason'), save: t('save') }}
            busy={doing.busy}
            onSave={save}
          />
        </div>
      )}
      <h2>{t('history')}</h2>
      <SettingHistory versions={versions} />
    </section>
  );
}
