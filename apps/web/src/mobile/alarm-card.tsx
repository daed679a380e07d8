import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { Link } from 'wouter';
import { whatText } from '../alarm/describe.ts';
import { Coming, Counter, KindMark, NextStep, Reasons, StateMark } from '../alarm/marks.tsx';
import { useLocale } from '../platform/i18n.ts';
import { beganAt } from '../platform/live-merge.ts';

/** Place, what, why, seconds, who is coming: in this order, on one screen. */
export function AlarmCard({ alarm }: { alarm: AlarmSummary }) {
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
      </p>
      <h2>{alarm.place}</h2>
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
        <strong>{alarm.place}</strong>
        <span className="cell-sub">
          {alarm.schoolName} · {whatText(alarm, locale)}
        </span>
      </span>
      <KindMark alarm={alarm} />
      <StateMark state={alarm.state} />
    </Link>
  );
}
