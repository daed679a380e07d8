import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { Link } from 'wouter';
import { placeText, whatText } from '../alarm/describe.ts';
import { Coming, Counter, KindMark, NextStep, Reasons, StateMark } from '../alarm/marks.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { mobileWords } from './words.ts';

/** Place, what, why, seconds, who is coming: in this order, on one screen. */
export function AlarmCard({ alarm, more = false }: { alarm: AlarmSummary; more?: boolean }) {
  const t = useWords(mobileWords);
  const locale = useLocale();
  return (
    <article
      className={`phone-card running running-${alarm.alarmKind} ${alarm.state === 'calling' ? 'pulse' : 'banner-answered'}`}
      data-testid="alarm-banner"
      data-alarm-id={alarm.id}
    >
      <p className="phone-card-over">
        <StateMark state={alarm.state} />
        <KindMark alarm={alarm} />
        {more && (
          <Link href={`/alarms/${alarm.id}`} className="phone-card-more">
            {t('details')}
            <Icon name="next" size={18} />
          </Link>
        )}
      </p>
      <h2>{placeText(alarm.place)}</h2>
      <p>{alarm.schoolName}</p>
      <p className="phone-card-what">{whatText(alarm, locale)}</p>
      {alarm.kind !== 'button' && alarm.kind !== 'person' && (
        <p>
          <Reasons alarm={alarm} />
        </p>
      )}
      <p className="phone-card-count">
        <Counter at={beganAt(alarm)} />
      </p>
      <p className="phone-card-coming">
        <Coming alarm={alarm} />
        <NextStep alarm={alarm} />
      </p>
    </article>
  );
}

/** One of several: a line that leads to its page. */
export function AlarmLine({ alarm }: { alarm: AlarmSummary }) {
  const locale = useLocale();
  return (
    <Link href={`/alarms/${alarm.id}`} className="phone-line">
      <span className="phone-line-text">
        <strong>{placeText(alarm.place)}</strong>
        <span className="cell-sub">
          {alarm.schoolName} · {whatText(alarm, locale)}
        </span>
      </span>
      <KindMark alarm={alarm} />
      <StateMark state={alarm.state} />
    </Link>
  );
}
