import { type DeadlineRule, defaultDeadlines } from '@anyuan/contracts/incident.ts';
import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { rulesWords } from '../console/rules-words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { DoneLine } from '../platform/versions.tsx';

const units = [1, 60, 1440] as const;
type Unit = (typeof units)[number];
const fields = ['withinMin', 'remindBeforeMin', 'climbEveryMin'] as const;
/** The largest unit that leaves a whole number. */
const unitOf = (minutes: number): Unit =>
  minutes % 1440 === 0 ? 1440 : minutes % 60 === 0 ? 60 : 1;

/** Minutes as people say them: "4 小时". */
function Duration(props: { label: string; minutes: number; onChange: (minutes: number) => void }) {
  const { label, minutes, onChange } = props;
  const t = useWords(rulesWords);
  const [unit, setUnit] = useState<Unit>(() => unitOf(minutes));
  return (
    <div className="rules-duration">
      <InputNumber
        aria-label={label}
        min={1}
        value={minutes / unit}
        onChange={(n) => onChange(Math.max(1, Math.round((n ?? 1) * unit)))}
      />
      <Select
        aria-label={label}
        value={unit}
        options={units.map((u) => ({ value: u, label: t(`unit.${u}`) }))}
        onChange={(next) => {
          onChange((minutes / unit) * next);
          setUnit(next);
        }}
      />
    </div>
  );
}

function Stage({ rule, onChange }: { rule: DeadlineRule; onChange: (rule: DeadlineRule) => void }) {
  const t = useWords(rulesWords);
  const shipped = defaultDeadlines.find((d) => d.stage === rule.stage);
  const said = (minutes: number) => `${minutes / unitOf(minutes)} ${t(`unit.${unitOf(minutes)}`)}`;
  const isOwn = shipped !== undefined && fields.some((f) => shipped[f] !== rule[f]);
  const labels = {
    withinMin: t('within'),
    remindBeforeMin: t('remind'),
    climbEveryMin: t('climb'),
  };
  return (
    <tr data-testid={`stage-${rule.stage}`}>
      <td>
        <strong>{t(`stage.${rule.stage}`)}</strong>
        {isOwn && shipped && (
          <div className="cell-sub">
            {t('shipped', { text: fields.map((f) => said(shipped[f])).join(' · ') })}
          </div>
        )}
        {rule.remindBeforeMin >= rule.withinMin && (
          <div className="contact-open">{t('remindTooLate')}</div>
        )}
      </td>
      {fields.map((field) => (
        <td key={field}>
          <Duration
            label={labels[field]}
            minutes={rule[field]}
            onChange={(minutes) => onChange({ ...rule, [field]: minutes })}
          />
        </td>
      ))}
    </tr>
  );
}

/** How long an incident may take at each step, by grade. */
export function DeadlinesCard() {
  const t = useWords(rulesWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [draft, setDraft] = useState<DeadlineRule[] | null>(null);
  const [before, setBefore] = useState<DeadlineRule[] | null>(null);
  const { value, advice, put } = useLoaded('deadlines', (signal) =>
    call('showDeadlines', { signal }),
  );
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const shown = draft ?? value.deadlines;
  const isWrong = shown.some((r) => r.remindBeforeMin >= r.withinMin);
  const write = async (deadlines: DeadlineRule[]) => {
    const was = value.deadlines;
    put(await call('saveDeadlines', { body: { deadlines } }));
    setDraft(null);
    return was;
  };
  return (
    <section className="card plan-editor" data-testid="deadlines">
      <h2>{t('deadlines')}</h2>
      <p className="faint">{t('deadlinesIntro')}</p>
      <table className="contact-table">
        <thead>
          <tr>
            <th>{t('stage')}</th>
            <th>{t('within')}</th>
            <th>{t('remind')}</th>
            <th>{t('climb')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((rule) => (
            <Stage
              key={`${rule.stage} ${before?.length ?? 0}`}
              rule={rule}
              onChange={(next) =>
                setDraft(shown.map((was) => (was.stage === next.stage ? next : was)))
              }
            />
          ))}
        </tbody>
      </table>
      {before && (
        <DoneLine
          text={t('saved')}
          onUndo={async () => {
            await write(before);
            setBefore(null);
          }}
        />
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <div className="plan-line">
        <button
          type="button"
          className="btn btn-primary"
          data-testid="deadlines-save"
          disabled={doing.busy || draft === null || isWrong}
          onClick={() => void doing.run(async () => setBefore(await write(shown)))}
        >
          {t('save')}
        </button>
      </div>
    </section>
  );
}
