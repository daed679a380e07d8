import type { HearingOverride } from '@anyuan/contracts/hearing.ts';
import type { HearingSetting } from '@anyuan/contracts/routes/hearing.ts';
import { type ZoneKind, zoneKinds } from '@anyuan/contracts/terminal.ts';
import { useState } from 'react';
import { deviceWords } from '../devices/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { SaveWithReason } from '../platform/save-with-reason.tsx';
import { useMay } from '../platform/session.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { DoneLine } from '../platform/versions.tsx';
import { learningWords } from './learning-words.ts';

type Word = Pick<HearingSetting, 'scope' | 'subject' | 'own'> & { baseVersion: number };

/** What was just saved, and the word that takes it back. */
interface Done {
  text: string;
  undo: Word | null;
}

const levels = [1, 2, 3, 4] as const;

/** From which confidence on people are called: the school, and each kind of place. */
export function WakeCard({ schoolId }: { schoolId: string }) {
  const t = useWords(learningWords);
  const d = useWords(deviceWords);
  const mayManage = useMay('hearing.manage');
  const params = { schoolId };
  const loaded = useLoaded(`hearing ${schoolId}`, (signal) =>
    call('showHearing', { params, signal }),
  );
  const doing = useDoing();
  const [subject, setSubject] = useState<'' | ZoneKind>('');
  const [wake, setWake] = useState('');
  const [done, setDone] = useState<Done | null>(null);
  const { shipped, settings = [] } = loaded.value ?? {};
  const scope = subject === '' ? 'school' : 'zoneKind';
  const current = settings.find((x) => x.scope === scope && x.subject === subject);
  const wider = subject === '' ? undefined : settings.find((x) => x.scope === 'school')?.own;
  const inherited = wider?.wakeFrom ?? shipped?.[subject || 'other']?.wakeFrom ?? 2;

  const put = async (word: Word, reason: string) => {
    const reply = await call('saveHearing', { params, body: { ...word, reason } });
    loaded.reload();
    return reply;
  };
  const save = (reason: string) =>
    doing.run(async () => {
      const { wakeFrom: _, ...rest } = current?.own ?? {};
      const own: HearingOverride = wake === '' ? rest : { ...rest, wakeFrom: Number(wake) };
      const word = { scope, subject, baseVersion: current?.version ?? 0 } as const;
      const { terminals, before, version } = await put({ ...word, own }, reason);
      const text = t('saved', { n: terminals, before: wordsOf(before) });
      setDone({ text, undo: { ...word, own: before, baseVersion: version } });
    });
  const undo = async (word: Word) => {
    await put(word, t('reasonUndo'));
    setDone({ text: t('undone'), undo: null });
  };
  const wordsOf = (own: HearingOverride | null | undefined) =>
    own?.wakeFrom === undefined ? t('asWider') : t(`level${own.wakeFrom as 1 | 2 | 3 | 4}`);
  const scopeWords = (x: HearingSetting) =>
    x.scope === 'zoneKind'
      ? d(`zone.${x.subject as ZoneKind}`)
      : x.scope === 'school'
        ? t('wholeSchool')
        : t('terminal');

  const takenBack = done?.undo ?? null;
  return (
    <section className="card setting-card" data-testid="wake-card">
      <h2>{t('settings')}</h2>
      <p className="field-hint">{t('settingsHow')}</p>
      {(loaded.advice ?? doing.advice) && (
        <p className="notice" role="alert">
          {loaded.advice ?? doing.advice}
        </p>
      )}
      {done && <DoneLine text={done.text} onUndo={takenBack && (() => undo(takenBack))} />}
      {mayManage && (
        <div className="filter-bar">
          <select
            className="input"
            aria-label={t('scope')}
            value={subject}
            onChange={(e) => setSubject(e.target.value as '' | ZoneKind)}
          >
            <option value="">{t('wholeSchool')}</option>
            {zoneKinds.map((kind) => (
              <option key={kind} value={kind}>
                {d(`zone.${kind}`)}
              </option>
            ))}
          </select>
          <select
            className="input"
            aria-label={t('wakeFrom')}
            value={wake}
            onChange={(e) => setWake(e.target.value)}
          >
            <option value="">{t('inherit', { value: inherited })}</option>
            {levels.map((level) => (
              <option key={level} value={level}>
                {t(`level${level}`)}
              </option>
            ))}
          </select>
          <SaveWithReason
            words={{ reason: t('reason'), save: t('save') }}
            busy={doing.busy}
            onSave={save}
          />
        </div>
      )}
      <h3>{t('history')}</h3>
      {settings.length === 0 && <p className="faint">{t('noHistory')}</p>}
      <ul>
        {settings.slice(0, 20).map((x) => (
          <li key={`${x.scope} ${x.subject} ${x.version}`}>
            {dateTime(x.at)} {scopeWords(x)}：
            {t('was', { name: x.personName, own: wordsOf(x.own), reason: x.reason })}
          </li>
        ))}
      </ul>
    </section>
  );
}
