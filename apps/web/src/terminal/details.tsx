import { deviceWords } from '../devices/words.ts';
import { useWords } from '../platform/i18n.ts';
import { LanguageButton } from './language-button.tsx';
import { Limits } from './limits.tsx';
import type { TerminalPageView } from './messages.ts';
import { SelfTestRow } from './self-test-row.tsx';
import { webTerminalVersion } from './version.ts';
import { terminalWords } from './words.ts';

/** For whoever looks after it. */
export function Details({ view, onEnrol }: { view: TerminalPageView; onEnrol: () => void }) {
  const t = useWords(terminalWords);
  const d = useWords(deviceWords);
  const { levelDbfs, realTimeFactor } = view;
  const faults = view.faults.map((code) => d(`fault.${code}`)).join(' · ');
  const rows = [
    [d('name'), view.name || '—'],
    [t('level'), levelDbfs === null ? '—' : `${Math.round(levelDbfs)} dB`],
    [
      t('models'),
      t('modelsOf', { sound: t(`model.${view.sound}`), words: t(`model.${view.words}`) }),
    ],
    [
      t('machine'),
      realTimeFactor === null
        ? '—'
        : t('machineOf', { percent: Math.max(1, Math.round(realTimeFactor * 100)) }),
    ],
    [t('faults'), faults || t('none')],
    [d('version'), webTerminalVersion],
  ] as const;
  return (
    <section
      className="term-details"
      data-testid="terminal-details-list"
      data-real-time-factor={realTimeFactor ?? ''}
    >
      <dl>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SelfTestRow test={view.selfTest} />
      <div className="term-details-actions">
        <button type="button" className="btn" onClick={onEnrol}>
          {t('again')}
        </button>
        <LanguageButton />
      </div>
      <Limits />
    </section>
  );
}
