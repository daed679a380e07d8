import type { DeviceScope } from '@anyuan/contracts/device-settings.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';
import type { SettingSource, SettingWord } from '@anyuan/core/devices/inherit-settings.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import './devices.css';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useLoaded } from '../platform/use-call.ts';
import { SettingCard } from './setting-card.tsx';
import { wordsUpTo } from './setting-choices.ts';
import { settingsWords } from './settings-words.ts';
import { useTerminals } from './use-terminals.ts';
import { deviceWords } from './words.ts';

interface Level {
  scope: DeviceScope;
  subject: string;
  label: string;
}

/** Clip, speaker and heartbeat of the terminals by inheritance. */
export default function DeviceSettingsPage() {
  const t = useWords(settingsWords);
  const d = useWords(deviceWords);
  const { terminals } = useTerminals();
  const schools = new Map(terminals.map((x) => [x.schoolId, x.schoolName]));
  const [chosen, setChosen] = useState('');
  const firstSchool = [...schools.keys()][0] ?? '';
  const organisationId = chosen || firstSchool;
  const upward = useLoaded(`settings above ${firstSchool}`, async (signal) =>
    firstSchool === ''
      ? []
      : (await call('showDeviceSettings', { params: { organisationId: firstSchool }, signal }))
          .above,
  );
  const above = upward.value ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <select
          className="input"
          aria-label={t('place')}
          value={organisationId}
          onChange={(e) => setChosen(e.target.value)}
        >
          {above.map((one) => (
            <option key={one.organisationId} value={one.organisationId}>
              {one.name}
            </option>
          ))}
          {[...schools].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <Link href="/terminals" className="btn">
          {t('toTerminals')}
        </Link>
      </div>
      <p className="field-hint">{t('how')}</p>
      <p className="field-hint">{t('privacyHow')}</p>
      {organisationId === '' ? (
        <p className="table-empty">{d('none')}</p>
      ) : (
        <Levels
          key={organisationId}
          organisationId={organisationId}
          name={
            schools.get(organisationId) ??
            above.find((x) => x.organisationId === organisationId)?.name ??
            ''
          }
          terminals={terminals.filter((x) => x.schoolId === organisationId)}
        />
      )}
    </div>
  );
}

interface LevelsProps {
  organisationId: string;
  name: string;
  /** Of this school; none where it is no school. */
  terminals: readonly TerminalView[];
}

function Levels({ organisationId, name, terminals }: LevelsProps) {
  const t = useWords(settingsWords);
  const d = useWords(deviceWords);
  const params = { organisationId };
  const loaded = useLoaded(`device settings ${organisationId}`, (signal) =>
    call('showDeviceSettings', { params, signal }),
  );
  const [picked, setPicked] = useState(0);
  const kinds = [...new Set(terminals.map((x) => x.zoneKind))];
  const levels: Level[] = [
    { scope: 'organisation', subject: '', label: t('wholeOf', { name }) },
    ...kinds.map((kind) => {
      return { scope: 'zoneKind' as const, subject: kind, label: d(`zone.${kind}`) };
    }),
    ...terminals.map((x) => {
      const label = t('terminal', { place: x.place, name: x.name });
      return { scope: 'terminal' as const, subject: x.id, label };
    }),
  ];
  const level = levels[picked] ?? levels[0];
  const { value } = loaded;
  if (!value || !level) {
    return <p className="notice">{loaded.advice ?? '…'}</p>;
  }
  const newest = (scope: DeviceScope, subject: string) =>
    value.settings.find((x) => x.scope === scope && x.subject === subject)?.own;
  const terminal = terminals.find((x) => x.id === level.subject);
  const around: SettingWord[] = [];
  if (level.scope !== 'organisation') {
    const own = newest('organisation', '');
    around.push({ scope: 'organisation', subject: organisationId, own });
  }
  if (terminal) {
    const { zoneKind } = terminal;
    const own = newest('zoneKind', zoneKind);
    around.push({ scope: 'zoneKind', subject: zoneKind, own });
  }
  const sourceWords = (from: SettingSource) => {
    if (!('subject' in from)) return t(from.scope);
    if (from.scope === 'zoneKind') return d(`zone.${from.subject as ZoneKind}`);
    if (from.scope === 'terminal') return terminal?.name ?? '';
    return value.above.find((x) => x.organisationId === from.subject)?.name ?? name;
  };
  return (
    <>
      <div className="filter-bar">
        <select
          className="input"
          aria-label={t('level')}
          value={picked}
          onChange={(e) => setPicked(Number(e.target.value))}
        >
          {levels.map((x, i) => (
            <option key={`${x.scope} ${x.subject}`} value={i}>
              {x.label}
            </option>
          ))}
        </select>
      </div>
      <SettingCard
        key={`${level.scope} ${level.subject}`}
        organisationId={organisationId}
        scope={level.scope}
        subject={level.subject}
        versions={value.settings.filter(
          (x) => x.scope === level.scope && x.subject === level.subject,
        )}
        above={wordsUpTo(value.above, around)}
        privacy={terminal?.privacy ?? false}
        sourceWords={sourceWords}
        onSaved={loaded.reload}
      />
    </>
  );
}
