import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { Link } from 'wouter';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { useMay, useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { acceptAlarm } from '../response/actions.ts';
import { myAnswer } from '../response/next-action.ts';
import { boardWords } from './console-words.ts';
import { placeText, whatText } from './describe.ts';
import { Coming, Counter, KindMark, NextStep, Reasons, StateMark } from './marks.tsx';

/** Full width, place first, seconds counting, one primary action. */
export function AlarmBanner(props: {
  alarm: AlarmSummary;
  chosen: boolean;
  large: boolean;
  onChoose: () => void;
}) {
  const { alarm, chosen, large } = props;
  const t = useWords(boardWords);
  const locale = useLocale();
  const session = useSession();
  const doing = useDoing();
  const mayRespond = useMay('alarm.respond');
  const offered =
    alarm.state === 'calling' && mayRespond && !myAnswer(alarm, session.personId)?.answeredAt;
  return (
    <article
      className={`banner running running-${alarm.alarmKind} ${large ? 'banner-large' : ''} ${alarm.state === 'calling' ? 'pulse' : 'banner-answered'}`}
      data-testid="alarm-banner"
      data-alarm-id={alarm.id}
      aria-current={chosen ? 'true' : undefined}
      onFocus={props.onChoose}
    >
      <div className="banner-text">
        <p className="banner-over">
          <StateMark state={alarm.state} />
          <KindMark alarm={alarm} />
          <span>{alarm.schoolName}</span>
        </p>
        <h2 className="banner-place">
          <Link href={`/alarms/${alarm.id}`}>{placeText(alarm.place)}</Link>
        </h2>
        <p className="banner-what">
          <strong>{whatText(alarm, locale)}</strong>
          <Reasons alarm={alarm} />
        </p>
        <p className="banner-coming">
          <Coming alarm={alarm} />
          <NextStep alarm={alarm} />
        </p>
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </div>
      <div className="banner-side">
        <Counter at={beganAt(alarm)} />
        <div className="banner-actions">
          <Link href={`/alarms/${alarm.id}`} className={`btn ${offered ? 'btn-ghost' : ''}`}>
            {t('open')}
          </Link>
          {offered && (
            <button
              type="button"
              className="btn btn-large"
              data-testid="accept-button"
              title={t('acceptKey')}
              disabled={doing.busy}
              onClick={() => void doing.run(() => acceptAlarm(alarm.id))}
            >
              <Icon name="accepted" />
              {t('accept')}
            </button>
          )}
        </div>
      </div>
    </article>
  );
}
