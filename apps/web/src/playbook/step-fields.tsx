import { posts } from '@anyuan/contracts/alarm.ts';
import { Input, InputNumber, Select } from 'antd';
import { alarmWords } from '../alarm/words.ts';
import { moved } from '../plans/draft.ts';
import { useWords } from '../platform/i18n.ts';
import { OrderButtons } from '../platform/order-buttons.tsx';
import { type DraftStep, newStep } from './draft.ts';
import { editorWords } from './editor-words.ts';

const doers = posts.filter((p) => p !== 'volunteer');

function Items(props: {
  items: readonly string[];
  disabled: boolean;
  onChange: (items: string[]) => void;
}) {
  const { items, disabled, onChange } = props;
  const t = useWords(editorWords);
  return (
    <div className="step-items">
      {items.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
        <div key={i} className="plan-line">
          <Input
            aria-label={t('item', { n: i + 1 })}
            disabled={disabled}
            maxLength={120}
            value={item}
            onChange={(e) => onChange(items.map((was, j) => (j === i ? e.target.value : was)))}
            style={{ flex: 1, minWidth: 160 }}
          />
          {!disabled && (
            <button
              type="button"
              className="btn btn-quiet"
              onClick={() => onChange(items.filter((_, j) => j !== i))}
            >
              {t('removeItem')}
            </button>
          )}
        </div>
      ))}
      {!disabled && items.length < 12 && (
        <button type="button" className="btn btn-quiet" onClick={() => onChange([...items, ''])}>
          {t('addItem')}
        </button>
      )}
    </div>
  );
}

function StepFields(props: {
  step: DraftStep;
  number: number;
  isLast: boolean;
  disabled: boolean;
  onChange: (step: DraftStep) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}) {
  const { step, number, isLast, disabled, onChange, onMove, onRemove } = props;
  const t = useWords(editorWords);
  const a = useWords(alarmWords);
  const set = (part: Partial<DraftStep>) => onChange({ ...step, ...part });
  const [minutes, seconds] = [Math.floor(step.withinSec / 60), step.withinSec % 60];
  return (
    <fieldset className="tier" disabled={disabled} data-testid="step">
      <div className="tier-head">
        <strong className="tier-number">{number}</strong>
        <Input
          aria-label={t('step')}
          placeholder={t('step')}
          disabled={disabled}
          maxLength={80}
          value={step.title}
          onChange={(e) => set({ title: e.target.value })}
          style={{ flex: 1, minWidth: 180 }}
        />
      </div>
      <div className="plan-line">
        <Select
          aria-label={t('post')}
          disabled={disabled}
          value={step.post}
          options={doers.map((p) => ({ value: p as string, label: a(`post.${p}`) }))}
          onChange={(post) => set({ post })}
          style={{ minWidth: 150 }}
        />
        <span>{t('within')}</span>
        <InputNumber
          aria-label={`${t('within')} ${t('minutes')}`}
          disabled={disabled}
          min={0}
          value={minutes}
          onChange={(n) => set({ withinSec: (n ?? 0) * 60 + seconds })}
        />
        <span>{t('minutes')}</span>
        <InputNumber
          aria-label={`${t('within')} ${t('seconds')}`}
          disabled={disabled}
          min={0}
          max={59}
          value={seconds}
          onChange={(n) => set({ withinSec: minutes * 60 + (n ?? 0) })}
        />
        <span>{t('seconds')}</span>
      </div>
      <Items items={step.items} disabled={disabled} onChange={(items) => set({ items })} />
      {!disabled && (
        <OrderButtons {...{ number, isLast, onMove, onRemove }} removeWord={t('removeStep')} />
      )}
    </fieldset>
  );
}

/** Who does what by when; at least one step. */
export function Steps(props: {
  steps: readonly DraftStep[];
  disabled: boolean;
  onChange: (steps: DraftStep[]) => void;
}) {
  const { steps, disabled, onChange } = props;
  const t = useWords(editorWords);
  return (
    <div className="tiers">
      {steps.length === 0 && <p className="notice">{t('noStep')}</p>}
      {steps.map((step, i) => (
        <StepFields
          key={step.key}
          step={step}
          number={i + 1}
          isLast={i === steps.length - 1}
          disabled={disabled}
          onChange={(next) => onChange(steps.map((was, j) => (j === i ? next : was)))}
          onMove={(by) => onChange(moved(steps, i, by))}
          onRemove={() => onChange(steps.filter((_, j) => j !== i))}
        />
      ))}
      {!disabled && (
        <button
          type="button"
          className="btn"
          data-testid="step-add"
          onClick={() => onChange([...steps, newStep()])}
        >
          {t('addStep')}
        </button>
      )}
    </div>
  );
}
