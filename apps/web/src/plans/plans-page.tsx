import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { Select, Tabs } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { editorWords } from '../playbook/editor-words.ts';
import { PlaybooksPanel } from '../playbook/playbooks-panel.tsx';
import { ShelfEditor } from '../versioned/shelf-editor.tsx';
import { ShelfList } from '../versioned/shelf-list.tsx';
import { ShelfPage } from '../versioned/shelf-page.tsx';
import { useShelf } from '../versioned/use-shelf.ts';
import { isDefault } from './draft.ts';
import { DryRunCard } from './dry-run.tsx';
import { PlanFields } from './plan-fields.tsx';
import { planKind } from './plan-kind.ts';
import { conditionsOf, rowsOf } from './plan-rows.ts';
import './plans.css';
import { planWords } from './words.ts';

function PlansOf(props: { schoolId: string; zones: readonly { id: string; place: string }[] }) {
  const { schoolId, zones } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const mayManage = useMay('plan.manage');
  const shelf = useShelf(planKind, schoolId);
  const { opened } = shelf;
  const about = { kind: planKind, shelf, mayManage };
  const newName = t('newName');
  const lineOf = ({ key, when }: PlanVersion) =>
    isDefault(key)
      ? t('general')
      : conditionsOf(when, t, a)
          .map((row) => row.text)
          .join('；');
  return (
    <ShelfPage shelf={shelf} intro={t('intro')}>
      <ShelfList
        {...about}
        words={{ title: t('title'), order: t('order'), create: t('create'), newName }}
        lineOf={lineOf}
      />
      {opened ? (
        <>
          <ShelfEditor
            key={opened.key}
            {...{ ...about, opened, schoolId, newName }}
            rowsOf={(draft) => rowsOf(draft, t, a)}
            fields={(draft, onDraft) => (
              <PlanFields
                planKey={opened.key}
                draft={draft}
                disabled={!mayManage}
                onDraft={onDraft}
              />
            )}
          />
          <DryRunCard key={`dry ${opened.key}`} {...{ schoolId, zones }} edited={opened} />
        </>
      ) : (
        <p className="faint">{t('none')}</p>
      )}
    </ShelfPage>
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
