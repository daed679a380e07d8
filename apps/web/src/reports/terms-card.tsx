import type { SchoolTerm } from '@anyuan/contracts/routes/reports.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { reportPageWords } from './words.ts';

function areInOrder(terms: readonly SchoolTerm[]): boolean {
  const sorted = [...terms].sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1));
  return sorted.every(
    (t, i) =>
      t.name.trim() !== '' &&
      t.fromDay !== '' &&
      t.fromDay <= t.toDay &&
      (sorted[i - 1]?.toDay ?? '') < t.fromDay,
  );
}

function TermRow(props: {
  term: SchoolTerm;
  onChange: (term: SchoolTerm) => void;
  onRemove: () => void;
}) {
  const t = useWords(reportPageWords);
  const { term, onChange, onRemove } = props;
  const day = (key: 'fromDay' | 'toDay', label: string) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="input"
        type="date"
        value={term[key]}
        onChange={(event) => onChange({ ...term, [key]: event.target.value })}
      />
    </label>
  );
  return (
    <li className="reports-term">
      <label className="field">
        <span className="field-label">{t('termName')}</span>
        <input
          className="input"
          maxLength={40}
          value={term.name}
          onChange={(event) => onChange({ ...term, name: event.target.value })}
        />
      </label>
      {day('fromDay', t('from'))}
      {day('toDay', t('to'))}
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={t('remove', { name: term.name })}
        onClick={onRemove}
      >
        <Icon name="remove" size={18} />
      </button>
    </li>
  );
}

/** 学期: from when to when; what was saved can be taken back. */
export function TermsCard({ organisationId }: { organisationId: string }) {
  const t = useWords(reportPageWords);
  const params = { organisationId };
  const kept = useLoaded(`terms ${organisationId}`, (signal) =>
    call('showTerms', { params, signal }),
  );
  const [draft, setDraft] = useState<SchoolTerm[] | null>(null);
  const [before, setBefore] = useState<SchoolTerm[] | null>(null);
  const doing = useDoing();
  const terms = draft ?? kept.value?.terms ?? [];
  const save = (next: SchoolTerm[], undo: SchoolTerm[] | null) =>
    void doing.run(async () => {
      kept.put(await call('saveTerms', { params, body: { terms: next } }));
      setDraft(null);
      setBefore(undo);
    });
  const isRight = areInOrder(terms);
  return (
    <section className="card reports-form" data-testid="terms">
      <h2>{t('terms')}</h2>
      <p className="faint">{t('termsHint')}</p>
      {kept.value && draft === null && (
        <p>
          {kept.value.from === null ? t('termsUsual') : t('termsFrom', { name: kept.value.from })}
        </p>
      )}
      <ul className="reports-list">
        {terms.map((term, n) => (
          <TermRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place while it is typed in
            key={n}
            term={term}
            onChange={(next) => setDraft(terms.map((one, m) => (m === n ? next : one)))}
            onRemove={() => setDraft(terms.filter((_, m) => m !== n))}
          />
        ))}
      </ul>
      {draft && !isRight && <p className="late">{t('termsWrong')}</p>}
      {(doing.advice ?? kept.advice) && (
        <p className="notice" role="alert">
          {doing.advice ?? kept.advice}
        </p>
      )}
      {before && !draft && (
        <p className="notice notice-plain" role="status">
          {t('saved')}
          <button type="button" className="btn" onClick={() => save(before, null)}>
            {t('undo')}
          </button>
        </p>
      )}
      <div className="row-actions">
        <button
          type="button"
          className="btn"
          onClick={() => setDraft([...terms, { name: '', fromDay: '', toDay: '' }])}
        >
          <Icon name="plus" size={18} />
          {t('add')}
        </button>
        {draft && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={!isRight || doing.busy}
            onClick={() => save(draft, kept.value?.terms ?? [])}
          >
            {t('save')}
          </button>
        )}
      </div>
    </section>
  );
}
