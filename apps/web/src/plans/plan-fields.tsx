import { InputNumber } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { type Draft, isDefault } from './draft.ts';
import { Tiers } from './tier-fields.tsx';
import { WhenFields } from './when-fields.tsx';
import { planWords } from './words.ts';

const times = ['repeatSec', 'arriveWithinSec', 'closeWithinSec', 'mergeWindowSec'] as const;

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

/** What a plan says: its name, when it is used, who is called when. */
export function PlanFields(props: {
  planKey: string;
  draft: Draft;
  disabled: boolean;
  onDraft: (draft: Draft) => void;
}) {
  const { planKey, draft, disabled, onDraft } = props;
  const t = useWords(planWords);
  return (
    <>
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          data-testid="plan-name"
          disabled={disabled}
          maxLength={80}
          value={draft.plan.name}
          onChange={(e) => onDraft({ ...draft, plan: { ...draft.plan, name: e.target.value } })}
        />
      </label>
      <h3>{t('conditions')}</h3>
      {isDefault(planKey) ? (
        <p className="faint">{t('generalHint')}</p>
      ) : (
        <WhenFields
          when={draft.when}
          disabled={disabled}
          onChange={(when) => onDraft({ ...draft, when })}
        />
      )}
      <h3>{t('tiers')}</h3>
      <Tiers
        tiers={draft.plan.tiers}
        disabled={disabled}
        onChange={(tiers) => onDraft({ ...draft, plan: { ...draft.plan, tiers } })}
      />
      <h3>{t('times')}</h3>
      <Times draft={draft} disabled={disabled} onChange={onDraft} />
    </>
  );
}
