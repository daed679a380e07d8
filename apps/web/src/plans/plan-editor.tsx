import { type Post, posts } from '@anyuan/contracts/alarm.ts';
import type { PlanDraft, PlanVersion } from '@anyuan/contracts/plan.ts';
import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { DryRunCard } from './dry-run.tsx';
import { planWords } from './words.ts';

type DraftTier = PlanDraft['tiers'][number];

function TierFields(props: {
  tier: DraftTier;
  before: DraftTier | undefined;
  disabled: boolean;
  onChange: (tier: DraftTier) => void;
}) {
  const { tier, before, disabled, onChange } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const say = ({ posts: names, waitSec, needed = 1 }: DraftTier) =>
    `${names.map((n) => a(`post.${n as Post}`)).join(' ')} · ${waitSec} s · ${needed}`;
  const isChanged = before !== undefined && say(before) !== say(tier);
  return (
    <fieldset className="tier" disabled={disabled}>
      <legend>{a(`tier.${tier.name}`)}</legend>
      <Select
        mode="multiple"
        disabled={disabled}
        value={tier.posts}
        onChange={(chosen) => onChange({ ...tier, posts: chosen })}
        options={posts
          .filter((p) => p !== 'volunteer')
          .map((p) => ({ value: p as string, label: a(`post.${p}`) }))}
        style={{ width: '100%' }}
      />
      <div className="playbook-step">
        <span>{t('wait')}</span>
        <InputNumber
          aria-label={t('wait')}
          disabled={disabled}
          value={tier.waitSec}
          onChange={(waitSec) => onChange({ ...tier, waitSec: waitSec ?? 0 })}
        />
        <span>{t('needed')}</span>
        <InputNumber
          aria-label={t('needed')}
          disabled={disabled}
          value={tier.needed ?? 1}
          onChange={(needed) => onChange({ ...tier, needed: needed ?? 1 })}
        />
      </div>
      {isChanged && <p className="cell-sub">{t('before', { text: say(before) })}</p>}
    </fieldset>
  );
}

function History(props: { schoolId: string; saved: PlanVersion; onRestore: (n: number) => void }) {
  const { schoolId, saved, onRestore } = props;
  const t = useWords(planWords);
  const { value } = useLoaded(`versions ${saved.key} ${saved.version}`, (signal) =>
    call('listPlanVersions', { params: { schoolId, planKey: saved.key }, signal }),
  );
  const mayManage = useMay('plan.manage');
  return (
    <details>
      <summary>{t('history')}</summary>
      <ul>
        {value?.versions
          .filter((v) => v.version !== saved.version)
          .map((v) => (
            <li key={`${v.schoolId} ${v.version}`}>
              {v.plan.name} · {v.version === 0 ? t('shipped') : t('version', { n: v.version })}{' '}
              {v.savedAt !== null &&
                t('savedBy', { name: v.savedBy ?? '—', time: dateTime(v.savedAt) })}{' '}
              {mayManage && (
                <button type="button" className="btn" onClick={() => onRestore(v.version)}>
                  {t('undo')}
                </button>
              )}
            </li>
          ))}
      </ul>
    </details>
  );
}

/** One plan: what is changed stands beside what was, and every version can be brought back. */
export function PlanEditor(props: {
  schoolId: string;
  zones: readonly { id: string; place: string }[];
  saved: PlanVersion;
  onSaved: (plans: PlanVersion[]) => void;
}) {
  const { schoolId, zones, saved, onSaved } = props;
  const { version: _version, ...plan } = saved.plan;
  const t = useWords(planWords);
  const mayManage = useMay('plan.manage');
  const [draft, setDraft] = useState<PlanDraft>(plan);
  const { busy, advice, run } = useDoing();
  const params = { schoolId, planKey: saved.key };
  // A plan for all schools is made the school's own with its first edit.
  const basedOn = saved.schoolId === null ? 0 : saved.version;
  const save = () =>
    run(async () => {
      const body = { basedOn, when: saved.when, plan: draft };
      onSaved((await call('savePlan', { params, body })).plans);
    });
  const restore = (version: number) =>
    run(async () => {
      onSaved((await call('restorePlan', { params, body: { basedOn, version } })).plans);
    });
  const setTier = (i: number, tier: DraftTier) =>
    setDraft({ ...draft, tiers: draft.tiers.map((was, j) => (j === i ? tier : was)) });
  return (
    <div className="plan-columns" data-testid={`plan-${saved.key}`}>
      <section className="card">
        <h2>
          {saved.plan.name}{' '}
          <span className="cell-sub">
            {saved.version === 0 ? t('shipped') : t('version', { n: saved.version })}
          </span>
        </h2>
        {draft.tiers.map((tier, i) => (
          <TierFields
            key={`${tier.name} ${plan.tiers[i]?.waitSec}`}
            tier={tier}
            before={plan.tiers[i]}
            disabled={!mayManage}
            onChange={(next) => setTier(i, next)}
          />
        ))}
        {advice && (
          <p className="notice" role="alert">
            {advice}
          </p>
        )}
        {mayManage && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={busy}
            onClick={() => void save()}
          >
            {t('save')}
          </button>
        )}
        <History schoolId={schoolId} saved={saved} onRestore={(n) => void restore(n)} />
      </section>
      <DryRunCard schoolId={schoolId} zones={zones} edited={{ ...saved, plan: draft }} />
    </div>
  );
}
