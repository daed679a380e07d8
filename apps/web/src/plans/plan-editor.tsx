import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { InputNumber } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { ApiError, call } from '../platform/api.ts';
import { changesBetween } from '../platform/changes.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { Changes, ConflictBox, type Saved, VersionHistory } from '../platform/versions.tsx';
import { basedOnOf, type Draft, draftOf, isDefault, type Opened } from './draft.ts';
import { rowsOf } from './plan-rows.ts';
import { Tiers } from './tier-fields.tsx';
import { WhenFields } from './when-fields.tsx';
import { planWords } from './words.ts';

const times = ['repeatSec', 'arriveWithinSec', 'closeWithinSec', 'mergeWindowSec'] as const;

/** A plan as text, for histories and conflicts. */
export function useSaved(): (v: PlanVersion) => Saved {
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  return (v) => ({ ...v, rows: rowsOf(draftOf(v), t, a) });
}

function Times(props: { draft: Draft; disabled: boolean; onChange: (d: Draft) => void }) {
  const { draft, disabled, onChange } = props;
  const t = useWords(planWords);
  return (
    <div className="plan-fields">
      {times.map((key) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's
        <label key={key} className="field">
          <span className="field-label">{t(key)}</span>
          <InputNumber
            aria-label={t(key)}
            disabled={disabled}
            value={draft.plan[key]}
            onChange={(n) => onChange({ ...draft, plan: { ...draft.plan, [key]: n ?? 0 } })}
          />
        </label>
      ))}
    </div>
  );
}

function History(props: {
  schoolId: string;
  base: PlanVersion;
  mayRestore: boolean;
  busy: boolean;
  onRestore: (version: number) => void;
}) {
  const { schoolId, base, ...rest } = props;
  const saved = useSaved();
  const { value } = useLoaded(`plan versions ${schoolId} ${base.key} ${base.version}`, (signal) =>
    call('listPlanVersions', { params: { schoolId, planKey: base.key }, signal }),
  );
  return <VersionHistory versions={(value?.versions ?? []).map(saved)} {...rest} />;
}

/**
 * One plan being edited. What was typed is kept whatever happens: a refusal says what to mend, and
 * when somebody else saved meanwhile both versions are at hand.
 */
export function PlanEditor(props: {
  schoolId: string;
  opened: Opened;
  mayManage: boolean;
  onDraft: (draft: Draft) => void;
  onSaved: (plans: PlanVersion[], how: 'saved' | 'restored') => void;
  onTheirs: (theirs: PlanVersion) => void;
}) {
  const { schoolId, opened, mayManage, onSaved } = props;
  const { key, base, draft } = opened;
  const t = useWords(planWords);
  const v = useWords(versionWords);
  const a = useWords(alarmWords);
  const saved = useSaved();
  const { busy, advice, run, clear } = useDoing();
  // What the server said was about what stood there before.
  const onDraft = (next: Draft) => {
    clear();
    props.onDraft(next);
  };
  const [theirs, setTheirs] = useState<PlanVersion | null>(null);
  const params = { schoolId, planKey: key };
  const before = base ? rowsOf(draftOf(base), t, a) : [];
  const after = rowsOf(draft, t, a);
  const isChanged = base === null || changesBetween(before, after).length > 0;

  const save = (basedOn: number) =>
    void run(async () => {
      try {
        const { plans } = await call('savePlan', { params, body: { basedOn, ...draft } });
        setTheirs(null);
        onSaved(plans, 'saved');
      } catch (thrown) {
        const isConflict = thrown instanceof ApiError && thrown.code === 'edit.changedMeanwhile';
        if (!isConflict) throw thrown;
        const { plans } = await call('listPlans', { params: { schoolId } });
        setTheirs(plans.find((p) => p.key === key && p.schoolId !== null) ?? null);
      }
    });
  const restore = (version: number) =>
    void run(async () => {
      const body = { basedOn: basedOnOf(base), version };
      onSaved((await call('restorePlan', { params, body })).plans, 'restored');
    });

  return (
    <section className="card plan-editor" data-testid={`plan-${key}`}>
      <h2>
        {draft.plan.name || t('newName')}{' '}
        <span className="cell-sub">
          {base === null
            ? t('unsaved')
            : base.version === 0
              ? v('shipped')
              : v('version', { n: base.version })}
        </span>
      </h2>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="plan-name"
          disabled={!mayManage}
          maxLength={80}
          value={draft.plan.name}
          onChange={(e) => onDraft({ ...draft, plan: { ...draft.plan, name: e.target.value } })}
        />
      </label>
      <h3>{t('conditions')}</h3>
      {isDefault(key) ? (
        <p className="faint">{t('generalHint')}</p>
      ) : (
        <WhenFields
          when={draft.when}
          disabled={!mayManage}
          onChange={(when) => onDraft({ ...draft, when })}
        />
      )}
      <h3>{t('tiers')}</h3>
      <Tiers
        tiers={draft.plan.tiers}
        disabled={!mayManage}
        onChange={(tiers) => onDraft({ ...draft, plan: { ...draft.plan, tiers } })}
      />
      <h3>{t('times')}</h3>
      <Times draft={draft} disabled={!mayManage} onChange={onDraft} />
      {base && isChanged && (
        <div data-testid="plan-changes">
          <h3>{v('unsaved')}</h3>
          <Changes before={before} after={after} />
        </div>
      )}
      {theirs && (
        <ConflictBox
          base={before}
          theirs={saved(theirs)}
          busy={busy}
          onKeepMine={() => save(theirs.version)}
          onTakeTheirs={() => {
            setTheirs(null);
            props.onTheirs(theirs);
          }}
        />
      )}
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {mayManage && !theirs && (
        <div className="plan-line">
          <button
            type="button"
            className="btn btn-primary"
            data-testid="plan-save"
            disabled={busy || !isChanged}
            onClick={() => save(basedOnOf(base))}
          >
            {t('save')}
          </button>
          {base && isChanged && (
            <button type="button" className="btn btn-quiet" onClick={() => onDraft(draftOf(base))}>
              {v('reset')}
            </button>
          )}
        </div>
      )}
      {base && (
        <History
          schoolId={schoolId}
          base={base}
          mayRestore={mayManage}
          busy={busy}
          onRestore={restore}
        />
      )}
    </section>
  );
}
