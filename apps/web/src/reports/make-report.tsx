import { alarmKinds } from '@anyuan/contracts/detection.ts';
import {
  type ReportFormat,
  type ReportKind,
  reportFormats,
  reportKinds,
} from '@anyuan/contracts/report-lists.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { Select } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { dayOf } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { reportPageWords } from './words.ts';

function Choice<V extends string>(props: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}) {
  const id = useId();
  const { label, value, options, onChange } = props;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <Select
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        value={value}
        options={[...options]}
        onChange={onChange}
      />
    </div>
  );
}

function Typed(props: { label: string; hint: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span className="field-label">{props.label}</span>
      {props.children}
      <span className="field-hint">{props.hint}</span>
    </label>
  );
}

/** What is wanted, of when, what for. */
export function MakeReport({ onAsked }: { onAsked: () => void }) {
  const t = useWords(reportPageWords);
  const locale = useLocale();
  const schools = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const today = dayOf(serverNow());
  const [kind, setKind] = useState<ReportKind>('week');
  const [day, setDay] = useState(today);
  const [place, setPlace] = useState('own');
  const [alarmKind, setAlarmKind] = useState<(typeof alarmKinds)[number]>('actual');
  const [format, setFormat] = useState<ReportFormat>('pdf');
  const [reason, setReason] = useState('');
  const doing = useDoing();
  const known = schools.value?.schools ?? [];
  const ask = async () => {
    const organisation = place === 'own' ? {} : { organisationId: place };
    const body = { id: newId(), kind, day, alarmKind, format, reason, ...organisation };
    if (await doing.run(() => call('askReport', { body }))) onAsked();
  };
  return (
    <form
      className="card reports-form"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <h2>{t('make')}</h2>
      <div className="reports-fields">
        <Choice
          label={t('kind')}
          value={kind}
          onChange={setKind}
          options={reportKinds.map((k) => ({ value: k, label: t(`kind.${k}`) }))}
        />
        <Typed label={t('day')} hint={t('dayHint')}>
          <input
            className="input"
            type="date"
            required
            max={today}
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </Typed>
        {known.length > 1 && (
          <Choice
            label={t('place')}
            value={place}
            onChange={setPlace}
            options={[
              { value: 'own', label: t('own') },
              ...known.map((s) => ({ value: s.id, label: s.name })),
            ]}
          />
        )}
        <Choice
          label={t('nature')}
          value={alarmKind}
          onChange={setAlarmKind}
          options={alarmKinds.map((k) => ({
            value: k,
            label: alarmWords[locale][`alarmKind.${k}`],
          }))}
        />
        <Choice
          label={t('format')}
          value={format}
          onChange={setFormat}
          options={reportFormats.map((f) => ({ value: f, label: t(`format.${f}`) }))}
        />
        <Typed label={t('reason')} hint={t('reasonHint')}>
          <input
            className="input"
            data-testid="report-reason"
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Typed>
      </div>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="submit"
        className="btn btn-primary"
        data-testid="report-make"
        disabled={doing.busy || reason.trim() === '' || day === ''}
      >
        {t('go')}
      </button>
    </form>
  );
}
