import { alarmStates, verdicts } from '@anyuan/contracts/alarm.ts';
import { alarmKinds, detectionKinds } from '@anyuan/contracts/detection.ts';
import { incidentGrades, incidentKinds, incidentStates } from '@anyuan/contracts/incident.ts';
import { answerTypes } from '@anyuan/contracts/record-lists.ts';
import type { RecordFilter } from '@anyuan/contracts/records.ts';
import { gradeWords, kindWords, stateWords } from '@anyuan/core/incident/words.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { factPermission } from '@anyuan/core/records/fact-permissions.ts';
import { factWords } from '@anyuan/core/records/fact-words.ts';
import { Select } from 'antd';
import { useRef } from 'react';
import { call } from '../platform/api.ts';
import { type Say, useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import type { Locale } from '../platform/locale.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useKeys } from '../platform/use-keys.ts';
import { factWord } from './columns.tsx';
import { type Search, withField } from './search.ts';
import { recordsWords } from './words.ts';

type T = Say<keyof typeof recordsWords.zh>;
type Field =
  | 'alarmKind'
  | 'kind'
  | 'state'
  | 'verdict'
  | 'incidentKind'
  | 'incidentState'
  | 'grade';
type Choice = { value: string; label: string };

const wordsOf = (values: readonly string[], say: (value: never) => string): Choice[] =>
  values.map((value) => ({ value, label: say(value as never) }));

interface FieldOf {
  key: Field | 'answer' | 'fact';
  label: string;
  any: string;
  options: Choice[];
}

/** What each subject is filtered by, with its words. */
function fieldsOf(subject: Search['subject'], t: T, locale: Locale): FieldOf[] {
  const a = alarmWords[locale];
  const nature: FieldOf = {
    ...{ key: 'alarmKind', label: t('nature'), any: t('anyNature') },
    options: wordsOf(alarmKinds, (k) => a[`alarmKind.${k}`]),
  };
  const open = { value: 'open', label: t('stateOpen') };
  if (subject === 'alarms') {
    return [
      nature,
      {
        ...{ key: 'kind', label: t('kind'), any: t('anyKind') },
        options: wordsOf(detectionKinds, (k) => a[`kind.${k}`]),
      },
      {
        ...{ key: 'state', label: t('state'), any: t('anyState') },
        options: [open, ...wordsOf(alarmStates, (k) => a[`state.${k}`])],
      },
      {
        ...{ key: 'verdict', label: t('verdict'), any: t('anyVerdict') },
        options: wordsOf(verdicts, (k) => a[`verdict.${k}`]),
      },
    ];
  }
  if (subject === 'incidents') {
    return [
      nature,
      {
        ...{ key: 'incidentKind', label: t('incidentKind'), any: t('anyIncidentKind') },
        options: wordsOf(incidentKinds, (k) => kindWords[locale][k]),
      },
      {
        ...{ key: 'incidentState', label: t('state'), any: t('anyState') },
        options: [open, ...wordsOf(incidentStates, (k) => stateWords[locale][k])],
      },
      {
        ...{ key: 'grade', label: t('grade'), any: t('anyGrade') },
        options: wordsOf(incidentGrades, (k) => gradeWords[locale][k]),
      },
    ];
  }
  if (subject === 'answers') {
    const options = wordsOf(answerTypes, (k) => factWords[locale][k]);
    return [nature, { key: 'answer', label: t('answer'), any: t('anyAnswer'), options }];
  }
  const types = Object.entries(factPermission).filter(([, permission]) => permission !== null);
  const options = types.map(([type]) => ({ value: type, label: factWord(type, locale) }));
  return [nature, { key: 'fact', label: t('fact'), any: t('anyFact'), options }];
}

interface PartProps {
  search: Search;
  onFilter: (filter: RecordFilter) => void;
}

export function FilterBar({ search, onFilter }: PartProps) {
  const t = useWords(recordsWords);
  const locale = useLocale();
  const schools = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const box = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => box.current?.focus() });
  const { subject, filter } = search;
  const known = schools.value?.schools ?? [];
  const put = (key: keyof RecordFilter, value: string | undefined) =>
    onFilter(withField(filter, key, value as never));
  return (
    <div className="records-filter">
      <label className="search records-search">
        <Icon name="search" size={18} />
        <span className="visually-hidden">{t(`search.${subject}`)}</span>
        <input
          ref={box}
          className="input"
          type="search"
          maxLength={50}
          placeholder={t(`search.${subject}`)}
          value={filter.text ?? ''}
          onChange={(event) => put('text', event.target.value)}
        />
      </label>
      {known.length > 1 && (
        <Select
          aria-label={t('school')}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={t('anySchool')}
          value={filter.organisationId}
          onChange={(value: string | undefined) => put('organisationId', value)}
          options={known.map((s) => ({ value: s.id, label: s.name }))}
        />
      )}
      {fieldsOf(subject, t, locale).map(({ key, label, any, options }) => (
        <Select
          key={`${subject} ${key}`}
          aria-label={label}
          data-testid={`records-${key}`}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={any}
          value={filter[key]}
          onChange={(value: string | undefined) => put(key, value)}
          options={options}
        />
      ))}
    </div>
  );
}
