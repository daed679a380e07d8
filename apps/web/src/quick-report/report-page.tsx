import { quickReportKinds, reportWordsMax } from '@anyuan/contracts/quick-report-lists.ts';
import { reportKindWords } from '@anyuan/core/quick-report/words.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import { useSchools } from '../places/use-schools.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useSession } from '../platform/session.ts';
import { useStore } from '../platform/use-store.ts';
import { PhotoField } from './photo-field.tsx';
import './quick-report.css';
import { type Keeping, keptMax } from './report-outbox.ts';
import { useDraft } from './use-draft.ts';
import { VoiceField } from './voice-field.tsx';
import { waitingStore } from './waiting.ts';
import { WhereField } from './where-field.tsx';
import { reportWords } from './words.ts';

/** Worth a word, and no worry: it is corrected. */
const clockOffMin = 5;

function Kept({ onAgain }: { onAgain: () => void }) {
  const t = useWords(reportWords);
  const { personId } = useSession();
  const isHere = useStore(waitingStore).some((w) => w.personId === personId);
  return (
    <div className="phone-page centre report-done" data-testid="report-kept">
      <Icon name="sent" size={56} />
      <h1 role="status">{t(isHere ? 'kept' : 'sent')}</h1>
      <p>{t(isHere ? 'keptHint' : 'sentHint')}</p>
      <Link href="/reports" className="btn btn-primary btn-large">
        {t('mine')}
      </Link>
      <button type="button" className="btn btn-large" onClick={onAgain}>
        {t('another')}
      </button>
    </div>
  );
}

function ClockNote() {
  const t = useWords(reportWords);
  const n = Math.round(Math.abs(serverNow() - Date.now()) / 60_000);
  return n < clockOffMin ? null : <p className="notice notice-plain">{t('clockOff', { n })}</p>;
}

/** 随手报: everything optional but one word, one picture or one sound; kept on the phone at a tap, sent by itself. */
export default function ReportPage() {
  const t = useWords(reportWords);
  const locale = useLocale();
  const schools = useSchools();
  const { draft, change, startAgain, send } = useDraft();
  const [outcome, setOutcome] = useState<Keeping | 'empty' | null>(null);
  const school = schools.find((s) => s.id === draft?.schoolId) ?? schools[0];
  if (outcome === 'kept') {
    const again = () => {
      startAgain();
      setOutcome(null);
    };
    return <Kept onAgain={again} />;
  }
  if (!school) return <p className="centre">{t('noSchool')}</p>;
  if (!draft) return <div aria-busy="true" />;
  const isEmpty = draft.words.trim() === '' && draft.parts.length === 0;
  const onSend = () => (isEmpty ? setOutcome('empty') : void send(school.id).then(setOutcome));
  return (
    <div className="phone-page report-page">
      <h1>{t('title')}</h1>
      <p className="faint">{t('intro')}</p>
      <ClockNote />
      <fieldset className="report-kinds">
        <legend className="field-label">{t('kind')}</legend>
        {quickReportKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            className="chip"
            data-testid={`report-${kind}`}
            aria-pressed={draft.kind === kind}
            onClick={() => change(() => ({ kind }))}
          >
            {reportKindWords[locale][kind]}
          </button>
        ))}
      </fieldset>
      <label className="field">
        <span className="field-label">{t('words')}</span>
        <textarea
          className="input"
          rows={3}
          maxLength={reportWordsMax}
          placeholder={t('wordsHint')}
          data-testid="report-words"
          value={draft.words}
          onChange={(e) => change(() => ({ words: e.target.value }))}
        />
      </label>
      <PhotoField parts={draft.parts} change={change} />
      <VoiceField parts={draft.parts} change={change} />
      <WhereField schools={schools} school={school} draft={draft} change={change} />
      <p className="field-hint">{t('privacy')}</p>
      {outcome && (
        <p className="notice" role="alert">
          {t(outcome, { n: keptMax })}
        </p>
      )}
      <div className="action-bar">
        <button
          type="button"
          className="btn btn-primary btn-large action-main"
          data-testid="report-send"
          onClick={onSend}
        >
          <Icon name="sent" size={24} />
          {t('send')}
        </button>
      </div>
    </div>
  );
}
