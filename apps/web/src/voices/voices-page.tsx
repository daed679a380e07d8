import type { VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { useEffect, useState } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { BackgroundPanel } from './background-panel.tsx';
import { NewVoice } from './new-voice.tsx';
import { PeoplePanel } from './people-panel.tsx';
import { RecordPanel } from './record-panel.tsx';
import { pump, queueStore, whenSent } from './take-queue.ts';
import './voices.css';
import { voiceWords } from './words.ts';

function Queue() {
  const t = useWords(voiceWords);
  const locale = useLocale();
  const { waiting, advice } = useStore(queueStore);
  return (
    <>
      {advice && (
        <p className="notice" role="alert">
          {advice[locale]}
        </p>
      )}
      {waiting > 0 && (
        <p className="faint" role="status" data-testid="voices-waiting">
          {t('waiting', { n: waiting })}
        </p>
      )}
    </>
  );
}

function School({ schoolId }: { schoolId: string }) {
  const t = useWords(voiceWords);
  const p = useWords(platformWords);
  const params = { schoolId };
  const { value, advice, reload, retry, put } = useLoaded(`voices ${schoolId}`, (signal) =>
    call('listVoices', { params, signal }),
  );
  const [at, setAt] = useState<{ page: 'people' | 'new' } | { page: 'record'; code: string }>({
    page: 'people',
  });
  useEffect(() => {
    whenSent(reload);
    addEventListener('online', pump);
    pump();
    return () => removeEventListener('online', pump);
  }, [reload]);
  if (advice) {
    return <AdviceLine text={advice} onRetry={retry} />;
  }
  if (!value) return <p className="faint">{p('loading')}</p>;
  const added = (list: VoiceList, code: string) => {
    put(list);
    setAt({ page: 'record', code });
  };
  return (
    <>
      <Queue />
      {at.page !== 'people' && (
        <button type="button" className="btn btn-quiet" onClick={() => setAt({ page: 'people' })}>
          {t('backToPeople')}
        </button>
      )}
      {at.page === 'people' && (
        <>
          <PeoplePanel
            schoolId={schoolId}
            list={value}
            onAdd={() => setAt({ page: 'new' })}
            onRecord={(code) => setAt({ page: 'record', code })}
            onChanged={reload}
          />
          <BackgroundPanel schoolId={schoolId} list={value} onChanged={reload} />
        </>
      )}
      {at.page === 'new' && <NewVoice schoolId={schoolId} list={value} onAdded={added} />}
      {at.page === 'record' && (
        <RecordPanel key={at.code} schoolId={schoolId} list={value} code={at.code} />
      )}
    </>
  );
}

/** People of the school lend their voice, on the phone that goes from hand to hand. */
export default function VoicesPage() {
  const t = useWords(voiceWords);
  const { value } = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const schools = value?.schools ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const schoolId = chosen ?? schools[0]?.id ?? null;
  return (
    <div className="phone-page">
      <h1>{t('title')}</h1>
      <p className="faint">{t('intro')}</p>
      {schools.length > 1 && (
        <select
          className="input"
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
      {schoolId && <School key={schoolId} schoolId={schoolId} />}
    </div>
  );
}
