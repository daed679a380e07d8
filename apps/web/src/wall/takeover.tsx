import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { placeText, whatText } from '../alarm/describe.ts';
import { Coming, Counter, KindMark, NextStep, StateMark } from '../alarm/marks.tsx';
import { PlanView } from '../places/plan-view.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { beganAt } from '../platform/live-merge.ts';
import { wallWords } from './words.ts';

const besideShown = 6;

/** An alarm takes the screen: place first, seconds counting; more of them beside it, by need. */
export function Takeover({ alarms }: { alarms: readonly AlarmSummary[] }) {
  const t = useWords(wallWords);
  const [first, ...others] = alarms;
  if (!first) return null;
  return (
    <main className="wall-takeover" data-testid="takeover">
      <WallAlarm alarm={first} />
      {others.length === 0 && (
        <div className="wall-plan">
          <PlanView schoolId={first.schoolId} zoneId={first.zoneId} running={first.alarmKind} />
        </div>
      )}
      {others.length > 0 && (
        <div className="wall-others">
          {others.slice(0, besideShown).map((alarm) => (
            <SmallAlarm key={alarm.id} alarm={alarm} />
          ))}
          {others.length > besideShown && (
            <p className="wall-more">{t('more', { n: others.length - besideShown })}</p>
          )}
        </div>
      )}
    </main>
  );
}

function WallAlarm({ alarm }: { alarm: AlarmSummary }) {
  const locale = useLocale();
  return (
    <article
      className={`wall-alarm running running-${alarm.alarmKind} ${alarm.state === 'calling' ? 'wall-pulse' : ''}`}
      data-testid="alarm-banner"
      data-alarm-id={alarm.id}
    >
      <p className="wall-over">
        <StateMark state={alarm.state} />
        <KindMark alarm={alarm} />
        {alarm.schoolName}
      </p>
      <h2>{placeText(alarm.place)}</h2>
      <p>{whatText(alarm, locale)}</p>
      <Counter at={beganAt(alarm)} />
      <p>
        <Coming alarm={alarm} /> <NextStep alarm={alarm} />
      </p>
    </article>
  );
}

function SmallAlarm({ alarm }: { alarm: AlarmSummary }) {
  return (
    <article
      className={`wall-small-alarm running running-${alarm.alarmKind}`}
      data-testid="alarm-banner"
      data-alarm-id={alarm.id}
    >
      <span>
        <strong>{placeText(alarm.place)}</strong>
        <small>
          {alarm.schoolName} <KindMark alarm={alarm} />
        </small>
      </span>
      <Counter at={beganAt(alarm)} />
    </article>
  );
}

/** Alarms that somebody has in hand: they stay in sight while the figures go on. */
export function RunningStrip({ alarms }: { alarms: readonly AlarmSummary[] }) {
  const t = useWords(wallWords);
  if (alarms.length === 0) return null;
  return (
    <div className="wall-running">
      <strong>{t('running')}</strong>
      {alarms.slice(0, 1).map((alarm) => (
        <span
          key={alarm.id}
          className={`wall-chip running running-${alarm.alarmKind}`}
          data-testid="alarm-banner"
          data-alarm-id={alarm.id}
        >
          {alarm.schoolName} {alarm.place} <StateMark state={alarm.state} />{' '}
          <Counter at={beganAt(alarm)} />
        </span>
      ))}
      {alarms.length > 1 && <span>{t('more', { n: alarms.length - 1 })}</span>}
    </div>
  );
}
