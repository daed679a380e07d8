import { incidentKinds } from '@anyuan/contracts/incident.ts';
import { kindWords } from '@anyuan/core/incident/words.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useLoaded } from '../platform/use-call.ts';
import { Act, Choice, Field } from './say.tsx';
import { incidentWords } from './words.ts';

const sources = ['call', 'visit', 'report'] as const;

const empty = () => ({
  incidentId: newId(),
  source: 'call' as (typeof sources)[number],
  kind: 'other' as (typeof incidentKinds)[number],
  title: '',
  place: '',
  content: '',
  share: false,
});

/** 接报 by hand. The id is made once: pressed twice, it is entered once. */
export function NewIncident({ onDone }: { onDone: () => void }) {
  const t = useWords(incidentWords);
  const locale = useLocale();
  const schools = useLoaded('schools', (signal) => call('listSchools', { signal })).value?.schools;
  const [schoolId, setSchoolId] = useState('');
  const [given, setGiven] = useState(empty);
  const put = (change: Partial<typeof given>) => setGiven((g) => ({ ...g, ...change }));
  const school = schoolId || (schools?.[0]?.id ?? '');
  return (
    <Act
      label={t('new')}
      primary
      ready={given.title.trim() !== '' && school !== ''}
      onDo={() =>
        call('openIncident', { body: { ...given, schoolId: school, occurredAt: serverNow() } })
      }
      onDone={() => {
        setGiven(empty());
        onDone();
      }}
    >
      <div className="incident-form">
        <Choice
          label={t('school')}
          of={(schools ?? []).map((s) => s.id)}
          word={(id) => schools?.find((s) => s.id === id)?.name ?? '—'}
          value={school}
          onChange={setSchoolId}
        />
        <Choice
          label={t('source')}
          of={sources}
          word={(s) => t(`source.${s}`)}
          value={given.source}
          onChange={(source) => put({ source })}
        />
        <Choice
          label={t('kind')}
          of={incidentKinds}
          word={(k) => kindWords[locale][k]}
          value={given.kind}
          onChange={(kind) => put({ kind })}
        />
        <Field label={t('what')}>
          <input
            className="input"
            maxLength={100}
            value={given.title}
            onChange={(event) => put({ title: event.target.value })}
          />
        </Field>
        <Field label={t('place')}>
          <input
            className="input"
            maxLength={200}
            value={given.place}
            onChange={(event) => put({ place: event.target.value })}
          />
        </Field>
        <Field label={t('content')}>
          <textarea
            className="input"
            rows={3}
            maxLength={4000}
            value={given.content}
            onChange={(event) => put({ content: event.target.value })}
          />
        </Field>
        <label className="check-line">
          <input
            type="checkbox"
            checked={given.share}
            onChange={(event) => put({ share: event.target.checked })}
          />
          {t('share')}
        </label>
      </div>
    </Act>
  );
}
