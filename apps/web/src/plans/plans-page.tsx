import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { Select, Tabs } from 'antd';
import { useState } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { DoneLine } from '../platform/versions.tsx';
import { editorWords } from '../playbook/editor-words.ts';
import { PlaybooksPanel } from '../playbook/playbooks-panel.tsx';
import {
  basedOnOf,
  copyOf,
  draftOf,
  freshDraft,
  inOrder,
  newPlanKey,
  type Opened,
} from './draft.ts';
import { DryRunCard } from './dry-run.tsx';
import { PlanEditor } from './plan-editor.tsx';
import { PlanList } from './plan-list.tsx';
import './plans.css';
import { planWords } from './words.ts';

interface Done {
  text: string;
  undo: (() => Promise<unknown>) | null;
}

const openedOf = (plan: PlanVersion): Opened => ({
  key: plan.key,
  base: plan,
  draft: draftOf(plan),
});

/** The school's own version of a plan, as the server lists it now. */
const ownOf = (plans: readonly PlanVersion[], key: string) =>
  plans.find((p) => p.key === key && p.schoolId !== null) ?? plans.find((p) => p.key === key);

function PlansOf(props: { schoolId: string; zones: readonly { id: string; place: string }[] }) {
  const { schoolId, zones } = props;
  const t = useWords(planWords);
  const v = useWords(versionWords);
  const p = useWords(platformWords);
  const mayManage = useMay('plan.manage');
  const { busy, advice: refusal, run } = useDoing();
  const [chosen, setChosen] = useState<Opened | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const { value, advice, reload, put } = useLoaded(`plans ${schoolId}`, (signal) =>
    call('listPlans', { params: { schoolId }, signal }),
  );
  if (!value) {
    return advice ? (
      <AdviceLine text={advice} onRetry={reload} />
    ) : (
      <p className="faint">{p('loading')}</p>
    );
  }
  const { plans } = value;
  const first = inOrder(plans)[0];
  const opened = chosen ?? (first ? openedOf(first) : null);
  const open = (next: Opened) => {
    setChosen(next);
    setDone(null);
  };
  const at = (key: string) => ({ schoolId, planKey: key });

  const show = (next: PlanVersion[], key: string, made: Done | null) => {
    put({ plans: next });
    const plan = ownOf(next, key);
    setChosen(plan && !plan.removed ? openedOf(plan) : null);
    setDone(made);
  };
  const remove = async (plan: PlanVersion) => {
    const body = { basedOn: basedOnOf(plan) };
    const reply = await call('removePlan', { params: at(plan.key), body });
    const gone = ownOf(reply.plans, plan.key);
    const undo = gone ? () => putBack(gone, plan.version) : null;
    show(reply.plans, plan.key, { text: v('removedNow'), undo });
  };
  const putBack = async (plan: PlanVersion, version = plan.version) => {
    const body = { basedOn: basedOnOf(plan), version };
    const reply = await call('restorePlan', { params: at(plan.key), body });
    show(reply.plans, plan.key, null);
  };
  const saved = (next: PlanVersion[], { key, base }: Opened) => {
    const now = ownOf(next, key);
    if (!now) return;
    const undo = base === null ? () => remove(now) : () => putBack(now, base.version);
    const mayUndo = base === null || base.schoolId !== null || base.version === 0;
    show(next, key, {
      text: v('saved', { n: now.version }),
      undo: mayUndo ? undo : null,
    });
  };

  return (
    <>
      <p className="faint">{t('intro')}</p>
      <AdviceLine text={advice ?? refusal} onRetry={reload} />
      {done && <DoneLine text={done.text} onUndo={done.undo} />}
      <div className="plan-columns">
        <PlanList
          plans={plans}
          opened={opened}
          mayManage={mayManage}
          busy={busy}
          onOpen={(plan) => open(openedOf(plan))}
          onCreate={() => open({ key: newPlanKey(), base: null, draft: freshDraft(t('newName')) })}
          onCopy={(plan) => {
            const name = t('copyOf', { name: plan.plan.name });
            open({ key: newPlanKey(), base: null, draft: copyOf(draftOf(plan), name) });
          }}
          onRemove={(plan) => void run(() => remove(plan))}
          onPutBack={(plan) => void run(() => putBack(plan))}
        />
        {opened ? (
          <>
            <PlanEditor
              key={opened.key}
              schoolId={schoolId}
              opened={opened}
              mayManage={mayManage}
              onDraft={(draft) => setChosen({ ...opened, draft })}
              onSaved={(next) => saved(next, opened)}
              onTheirs={(theirs) => open(openedOf(theirs))}
            />
            <DryRunCard
              key={`dry ${opened.key}`}
              schoolId={schoolId}
              zones={zones}
              edited={opened}
            />
          </>
        ) : (
          <p className="faint">{t('none')}</p>
        )}
      </div>
    </>
  );
}

/** Plans of a school: who is called when, with a dry run beside what is being edited. */
export default function PlansPage() {
  const t = useWords(planWords);
  const p = useWords(platformWords);
  const e = useWords(editorWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const { value, advice } = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const school = value?.schools.find((s) => s.id === chosen) ?? value?.schools[0];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {value && value.schools.length > 1 && school && (
          <Select
            aria-label={t('school')}
            value={school.id}
            onChange={setChosen}
            options={value.schools.map((s) => ({ value: s.id, label: s.name }))}
          />
        )}
      </div>
      {!school && <p className="faint">{advice ?? p('loading')}</p>}
      {school && (
        <Tabs
          key={school.id}
          items={[
            {
              key: 'plans',
              label: e('tabPlans'),
              children: <PlansOf schoolId={school.id} zones={school.zones} />,
            },
            {
              key: 'playbooks',
              label: e('tabPlaybooks'),
              children: <PlaybooksPanel schoolId={school.id} />,
            },
          ]}
        />
      )}
    </div>
  );
}
