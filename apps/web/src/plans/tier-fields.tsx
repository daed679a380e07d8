import { posts, tierNames } from '@anyuan/contracts/alarm.ts';
import { InputNumber, Select } from 'antd';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { OrderButtons } from '../platform/order-buttons.tsx';
import { byLabel } from '../platform/select-search.ts';
import { type DraftTier, moved, nextTier } from './draft.ts';
import { planWords } from './words.ts';

const callable = posts.filter((p) => p !== 'volunteer');

function TierFields(props: {
  tier: DraftTier;
  number: number;
  disabled: boolean;
  onChange: (tier: DraftTier) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
  isLast: boolean;
}) {
  const { tier, number, disabled, onChange, onMove, onRemove, isLast } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const label = t('tierN', { n: number, name: a(`tier.${tier.name}`) });
  return (
    <fieldset className="tier" disabled={disabled} aria-label={label} data-testid="tier">
      <div className="tier-head">
        <strong className="tier-number">{number}</strong>
        <Select
          aria-label={t('tier')}
          disabled={disabled}
          value={tier.name}
          onChange={(name) => onChange({ ...tier, name })}
          options={tierNames.map((name) => ({ value: name, label: a(`tier.${name}`) }))}
        />
        {!disabled && (
          <OrderButtons {...{ number, isLast, onMove, onRemove }} removeWord={t('removeTier')} />
        )}
      </div>
      <Select
        mode="multiple"
        showSearch={byLabel}
        aria-label={t('posts')}
        placeholder={t('choosePosts')}
        disabled={disabled}
        value={tier.posts}
        onChange={(chosen) => onChange({ ...tier, posts: chosen })}
        options={callable.map((p) => ({ value: p as string, label: a(`post.${p}`) }))}
        style={{ width: '100%' }}
      />
      <div className="plan-line">
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
    </fieldset>
  );
}

/** Who is called one after the other; at least one tier, or the plan calls nobody. */
export function Tiers(props: {
  tiers: readonly DraftTier[];
  disabled: boolean;
  onChange: (tiers: DraftTier[]) => void;
}) {
  const { tiers, disabled, onChange } = props;
  const t = useWords(planWords);
  return (
    <div className="tiers">
      {tiers.length === 0 && (
        <p className="notice" data-testid="no-tier">
          {t('noTier')}
        </p>
      )}
      {tiers.map((tier, i) => (
        <TierFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a tier is its place
          key={i}
          tier={tier}
          number={i + 1}
          isLast={i === tiers.length - 1}
          disabled={disabled}
          onChange={(next) => onChange(tiers.map((was, j) => (j === i ? next : was)))}
          onMove={(by) => onChange(moved(tiers, i, by))}
          onRemove={() => onChange(tiers.filter((_, j) => j !== i))}
        />
      ))}
      {!disabled && (
        <button
          type="button"
          className="btn"
          data-testid="tier-add"
          onClick={() => onChange([...tiers, nextTier(tiers)])}
        >
          {t('addTier')}
        </button>
      )}
    </div>
  );
}
