import type { PlanVersion } from '@anyuan/contracts/plan.ts';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import type { Opened } from './draft.ts';
import { inOrder, isDefault, outOfUse } from './draft.ts';
import { conditionsOf } from './plan-rows.ts';
import { planWords } from './words.ts';

/** The plans of a school in the order in which they are chosen; what is out of use comes last. */
export function PlanList(props: {
  plans: readonly PlanVersion[];
  opened: Opened | null;
  mayManage: boolean;
  busy: boolean;
  onOpen: (plan: PlanVersion) => void;
  onCreate: () => void;
  onCopy: (plan: PlanVersion) => void;
  onRemove: (plan: PlanVersion) => void;
  onPutBack: (plan: PlanVersion) => void;
}) {
  const { plans, opened, mayManage, busy } = props;
  const t = useWords(planWords);
  const a = useWords(alarmWords);
  const gone = outOfUse(plans);
  return (
    <nav className="plan-list" aria-label={t('title')}>
      <p className="faint">{t('order')}</p>
      <ol>
        {inOrder(plans).map((plan) => (
          <li key={`${plan.key} ${plan.schoolId}`}>
            <button
              type="button"
              className="plan-entry"
              data-testid={`open-${plan.key}`}
              aria-current={opened?.key === plan.key ? 'true' : undefined}
              onClick={() => props.onOpen(plan)}
            >
              <strong>{plan.plan.name}</strong>
              <span className="cell-sub">
                {isDefault(plan.key)
                  ? t('general')
                  : conditionsOf(plan.when, t, a)
                      .map((row) => row.text)
                      .join('；')}
              </span>
            </button>
            {mayManage && opened?.key === plan.key && (
              <div className="entry-tools">
                <button
                  type="button"
                  className="btn"
                  data-testid="plan-copy"
                  disabled={busy}
                  onClick={() => props.onCopy(plan)}
                >
                  {t('copy')}
                </button>
                {!isDefault(plan.key) && plan.schoolId !== null && (
                  <button
                    type="button"
                    className="btn"
                    data-testid="plan-remove"
                    disabled={busy}
                    onClick={() => props.onRemove(plan)}
                  >
                    {t('remove')}
                  </button>
                )}
              </div>
            )}
          </li>
        ))}
        {opened?.base === null && (
          <li>
            <div className="plan-entry" aria-current="true">
              <strong>{opened.draft.plan.name || t('newName')}</strong>
              <span className="cell-sub">{t('unsaved')}</span>
            </div>
          </li>
        )}
      </ol>
      {mayManage && (
        <button
          type="button"
          className="btn"
          data-testid="plan-create"
          disabled={busy}
          onClick={props.onCreate}
        >
          {t('create')}
        </button>
      )}
      {gone.length > 0 && (
        <>
          <h3>{t('outOfUse')}</h3>
          <ul>
            {gone.map((plan) => (
              <li key={plan.key} className="plan-gone">
                <span>{plan.plan.name}</span>
                {mayManage && (
                  <button
                    type="button"
                    className="btn"
                    data-testid="plan-put-back"
                    disabled={busy}
                    onClick={() => props.onPutBack(plan)}
                  >
                    {t('putBack')}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}
