import type { PhraseList } from '@anyuan/contracts/routes/phrases.ts';
import { useState } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { ago } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { FitCard } from '../voices/fit-card.tsx';
import { PhraseEditor } from './phrase-editor.tsx';
import { PhraseHistory } from './phrase-history.tsx';
import './phrases.css';
import { phraseWords } from './words.ts';

function SchoolPhrases({ schoolId }: { schoolId: string }) {
  const t = useWords(phraseWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  const mayEdit = useMay('phrase.manage');
  const [saved, setSaved] = useState(false);
  const params = { schoolId };
  const { value, advice, reload, put } = useLoaded(`phrases ${schoolId}`, (signal) =>
    call('showPhrases', { params, signal }),
  );
  if (advice) {
    return <AdviceLine text={advice} onRetry={reload} />;
  }
  if (!value) return <p className="faint">{p('loading')}</p>;
  const changed = value.changedAt === null ? null : ago(value.changedAt, Date.now(), locale);
  const take = (list: PhraseList) => {
    setSaved(true);
    put(list);
  };
  return (
    <>
      <p className="faint" data-testid="phrases-version">
        {changed === null
          ? t('shipped')
          : `${changed} ${t('changed', { name: value.changedBy ?? '—' })}`}
        {saved && ` · ${t('saved')}`}
      </p>
      <PhraseEditor
        key={`${schoolId} ${value.version}`}
        list={value}
        mayEdit={mayEdit}
        onSaved={take}
      />
      <PhraseHistory list={value} mayEdit={mayEdit} onSaved={take} />
      {mayEdit && <FitCard schoolId={schoolId} onApplied={reload} />}
    </>
  );
}

/** What terminals listen for, school by school. */
export default function PhrasesPage() {
  const t = useWords(phraseWords);
  const p = useWords(platformWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const { value, advice } = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const schools = value?.schools ?? [];
  const schoolId = chosen ?? schools[0]?.id ?? null;
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {schools.length > 1 && (
          <select
            aria-label={t('school')}
            value={schoolId ?? ''}
            onChange={(e) => setChosen(e.target.value)}
          >
            {schools.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p className="faint">{t('intro')}</p>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {schoolId && <SchoolPhrases key={schoolId} schoolId={schoolId} />}
    </div>
  );
}
