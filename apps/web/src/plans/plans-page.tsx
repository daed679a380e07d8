import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { Select } from 'antd';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useLoaded } from '../platform/use-call.ts';
import { PlanEditor } from './plan-editor.tsx';
import { planWords } from './words.ts';
import '../playbook/playbook.css';

function PlansOf(props: { schoolId: string; zones: readonly { id: string; place: string }[] }) {
  const { schoolId } = props;
  const p = useWords(platformWords);
  const { value, advice, reload, put } = useLoaded(`plans ${schoolId}`, (signal) =>
    call('listPlans', { params: { schoolId }, signal }),
  );
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const shown = value.plans.filter((plan) => !plan.removed);
  const take = (plans: PlanVersion[]) => put({ plans });
  return (
    <>
      {advice && (
        <p className="notice" role="alert">
          {advice}
          <button type="button" className="btn" onClick={reload}>
            {p('retry')}
          </button>
        </p>
      )}
      {shown.map((plan) => (
        <PlanEditor
          key={`${plan.key} ${plan.schoolId} ${plan.version}`}
          schoolId={schoolId}
          zones={props.zones}
          saved={plan}
          onSaved={take}
        />
      ))}
    </>
  );
}

/** Plans of a school, each with its editor, its history and a dry run beside it. */
export default function PlansPage() {
  const t = useWords(planWords);
  const p = useWords(platformWords);
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
      <p className="faint">{t('intro')}</p>
      {!school && <p className="faint">{advice ?? p('loading')}</p>}
      {school && <PlansOf key={school.id} schoolId={school.id} zones={school.zones} />}
    </div>
  );
}
