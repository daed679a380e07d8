import type { DeadlineRule } from '@anyuan/contracts/incident.ts';
import type { Deadline } from '@anyuan/contracts/routes/incident-parts.ts';
import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { rulesWords } from '../console/rules-words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { byLabel } from '../platform/select-search.ts';
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

function Stage(props: {
  stage: Deadline;
  own: DeadlineRule | null;
  onChange: (own: DeadlineRule | null) => void;
}) {
  const t = useWords(rulesWords);
  const { stage, own, onChange } = props;
  const { above, aboveBy } = stage;
  const rule = own ?? above;
  const said = (minutes: number) => `${minutes / unitOf(minutes)} ${t(`unit.${unitOf(minutes)}`)}`;
  const text = fields.map((f) => said(above[f])).join(' · ');
  const from = aboveBy ? t('setBy', { name: aboveBy.name }) : t('asShipped');
  const labels = {
    withinMin: t('within'),
    remindBeforeMin: t('remind'),
    climbEveryMin: t('climb'),
  };
  return (
    <tr data-testid={`stage-${rule.stage}`} data-own={own !== null}>
      <td>
        <strong>{t(`stage.${rule.stage}`)}</strong>
        <div className="cell-sub">{own ? t('instead', { from, text }) : from}</div>
        {rule.remindBeforeMin >= rule.withinMin && (
          <div className="contact-open">{t('remindTooLate')}</div>
        )}
      </td>
      {fields.map((field) => (
        <td key={`${field} ${own === null}`}>
          <Duration
            label={labels[field]}
            minutes={rule[field]}
            onChange={(minutes) => onChange({ ...rule, [field]: minutes })}
          />
        </td>
      ))}
      <td>
        {own && (
          <button type="button" className="btn btn-quiet" onClick={() => onChange(null)}>
            {t('follow')}
          </button>
        )}
      </td>
    </tr>
  );
}

function Table(props: { organisationId: string }) {
  const { organisationId } = props;
  const t = useWords(rulesWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const [draft, setDraft] = useState<DeadlineRule[] | null>(null);
  const [before, setBefore] = useState<DeadlineRule[] | null>(null);
  const params = { organisationId };
  const { value, advice, put } = useLoaded(`deadlines ${organisationId}`, (signal) =>
    call('showDeadlines', { params, signal }),
  );
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const kept = value.deadlines.flatMap(({ own }) => own ?? []);
  const own = draft ?? kept;
  const isWrong = own.some((r) => r.remindBeforeMin >= r.withinMin);
  const write = async (deadlines: DeadlineRule[]) => {
    put(await call('saveDeadlines', { params, body: { deadlines } }));
    setDraft(null);
  };
  return (
    <>
      <table className="contact-table">
        <thead>
          <tr>
            <th>{t('stage')}</th>
            <th>{t('within')}</th>
            <th>{t('remind')}</th>
            <th>{t('climb')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {value.deadlines.map((stage) => (
            <Stage
              key={`${stage.above.stage} ${before?.length ?? -1}`}
              stage={stage}
              own={own.find((r) => r.stage === stage.above.stage) ?? null}
              onChange={(next) => {
                const others = own.filter((r) => r.stage !== stage.above.stage);
                setDraft(next ? [...others, next] : others);
              }}
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
          onClick={() =>
            void doing.run(async () => {
              await write(own);
              setBefore(kept);
            })
          }
        >
          {t('save')}
        </button>
      </div>
    </>
  );
}

/** How long an incident may take at each step, by grade; each organisation for itself and those below. */
export function DeadlinesCard() {
  const t = useWords(rulesWords);
  const p = useWords(platformWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const { value, advice } = useLoaded('deadline organisations', (signal) =>
    call('listDeadlines', { signal }),
  );
  const organisations = value?.organisations ?? [];
  const organisationId = chosen ?? organisations[0]?.id ?? null;
  return (
    <section className="card plan-editor" data-testid="deadlines">
      <h2>{t('deadlines')}</h2>
      <p className="faint">{t('deadlinesIntro')}</p>
      {!value && <p className="faint">{advice ?? p('loading')}</p>}
      {organisations.length > 1 && (
        <Select
          aria-label={t('organisation')}
          data-testid="deadlines-of"
          showSearch={byLabel}
          style={{ maxWidth: 360 }}
          value={organisationId}
          options={organisations.map((o) => ({
            value: o.id,
            label: o.own > 0 ? t('ownStages', { name: o.name, n: o.own }) : o.name,
          }))}
          onChange={setChosen}
        />
      )}
      {organisationId && <Table key={organisationId} organisationId={organisationId} />}
    </section>
  );
}
