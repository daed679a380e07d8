import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { lazy, Suspense } from 'react';
import { Link } from 'wouter';
import { placeText, whatText } from '../alarm/describe.ts';
import { StateMark } from '../alarm/marks.tsx';
import { pageWords } from '../alarm/page-words.ts';
import { PeopleCalled } from '../alarm/people-called.tsx';
import { TimeLine } from '../alarm/time-line.tsx';
import { useAlarmDetail } from '../alarm/use-alarm-detail.ts';
import { alarmWords } from '../alarm/words.ts';
import { PlanView } from '../places/plan-view.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useMay, useSession } from '../platform/session.ts';
import { PlaybookCard } from '../playbook/playbook-card.tsx';
import { myAnswer } from '../response/next-action.ts';
import { responseWords } from '../response/words.ts';
import { TalkBox } from '../talk/talk-box.tsx';
import { ActionBar } from './action-bar.tsx';
import { AlarmCard } from './alarm-card.tsx';
import { mobileWords } from './words.ts';

const ReviewCard = lazy(() => import('./review-card.tsx'));

/** From gate to door in the words people use; the map leads to the school only. */
function Way({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(mobileWords);
  const steps = [alarm.schoolName, ...alarm.place.split(' · ')];
  return (
    <section className="card">
      <h2>{t('way')}</h2>
      <ol className="way">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <PlanView schoolId={alarm.schoolId} zoneId={alarm.zoneId} running={alarm.alarmKind} />
      <a className="btn" href={`geo:0,0?q=${encodeURIComponent(alarm.schoolName)}`}>
        <Icon name="way" />
        {t('wayMap')}
      </a>
    </section>
  );
}

function Outcome({ alarm }: { alarm: AlarmDetail }) {
  const a = useWords(alarmWords);
  const locale = useLocale();
  return (
    <section className="card">
      <StateMark state={alarm.state} />
      <h1>{placeText(alarm.place)}</h1>
      <p className="cell-sub">
        {alarm.schoolName} · {whatText(alarm, locale)}
      </p>
      <p className="outcome">{alarm.verdict ? a(`verdict.${alarm.verdict}`) : '—'}</p>
      {alarm.closeReason && <p>{alarm.closeReason}</p>}
      {alarm.closedBy && <p className="cell-sub">{alarm.closedBy}</p>}
    </section>
  );
}

function QuietClose({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(mobileWords);
  const mayClose = useMay('alarm.close');
  if (!mayClose || (alarm.state !== 'calling' && alarm.state !== 'accepted')) return null;
  return (
    <Link href={`/alarms/${alarm.id}/close`} className="btn btn-quiet" data-testid="close-button">
      {t('closeLater')}
    </Link>
  );
}

export function AlarmPage({ alarmId }: { alarmId: string }) {
  const t = useWords(mobileWords);
  const g = useWords(pageWords);
  const r = useWords(responseWords);
  const p = useWords(platformWords);
  const { personId } = useSession();
  const { value: alarm, advice, reload } = useAlarmDetail(alarmId);
  if (!alarm) {
    return (
      <div className="centre">
        <p>{advice ?? p('loading')}</p>
        {advice && (
          <button type="button" className="btn btn-large" onClick={reload}>
            {p('retry')}
          </button>
        )}
      </div>
    );
  }
  const mine = myAnswer(alarm, personId)?.state;
  return (
    <div className="phone-page">
      {alarm.state === 'closed' ? <Outcome alarm={alarm} /> : <AlarmCard alarm={alarm} />}
      {mine === 'accepted' && <p className="notice notice-plain">{r('waitArrival')}</p>}
      {mine === 'declined' && <p className="notice notice-plain">{t('declined')}</p>}
      {alarm.state !== 'closed' && mine !== 'arrived' && <Way alarm={alarm} />}
      {alarm.state === 'closed' && alarm.alarmKind === 'actual' && (
        <Suspense>
          <ReviewCard alarm={alarm} onDone={reload} />
        </Suspense>
      )}
      <TalkBox alarm={alarm} />
      <PlaybookCard alarmId={alarm.id} />
      <PeopleCalled alarm={alarm} />
      <section className="card">
        <h2>{g('record')}</h2>
        <TimeLine alarm={alarm} />
      </section>
      <QuietClose alarm={alarm} />
      <ActionBar alarm={alarm} />
    </div>
  );
}
