import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { listed, useLocale, useWords } from '../platform/i18n.ts';
import { clockTime, span } from '../platform/time.ts';
import { useShippedText } from '../versioned/shipped-words.ts';
import { reasonText } from './describe.ts';
import { pageWords } from './page-words.ts';
import { alarmWords } from './words.ts';

/** Off by more than this is worth a word. */
const notableSkewMs = 2000;

export function Detections({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  const locale = useLocale();
  return (
    <section className="card">
      <h2>{t('detections')}</h2>
      <ul className="detections">
        {alarm.detections.map((d) => (
          <li key={d.id}>
            <span className="time-clock">{clockTime(d.beganAt)}</span>
            <div>
              <p>
                <strong>{a(`kind.${d.kind}`)}</strong> ·{' '}
                {a(`confidence.${d.confidence as 0 | 1 | 2 | 3 | 4}`)}
              </p>
              {d.kind !== 'button' && d.kind !== 'person' && (
                <ul className="reasons-by-branch">
                  {d.reasons.map((r) => (
                    <li key={`${r.branch} ${r.label}`}>
                      <span className={`tag tag-${r.branch}`}>{a(`branch.${r.branch}`)}</span>{' '}
                      {reasonText(r, locale)}
                    </li>
                  ))}
                </ul>
              )}
              <p className="cell-sub">
                {d.terminalName ? t('byTerminal', { name: d.terminalName }) : t('byPhone')}
                {Math.abs(d.skewMs) > notableSkewMs &&
                  ` · ${t('skew', { span: span(d.skewMs, locale) })}`}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The plan as it was when the alarm was raised. */
export function PlanCard({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  const shipped = useShippedText();
  const { plan } = alarm;
  return (
    <section className="card">
      <h2>{t('plan')}</h2>
      <p className="cell-sub">
        {t('planName', { name: shipped(plan.name), version: plan.version })}
      </p>
      <ol className="plan">
        {plan.tiers.map((tier, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stamped plan never changes
          <li key={i}>
            {t('planTier', {
              name: a(`tier.${tier.name}`),
              posts: listed(tier.posts.map((post) => a(`post.${post}`))),
              sec: tier.waitSec,
            })}
          </li>
        ))}
      </ol>
      <p className="field-hint">
        {t('planRest', { repeat: plan.repeatSec, arrive: plan.arriveWithinSec })}
      </p>
    </section>
  );
}
