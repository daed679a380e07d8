import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { Link, useLocation } from 'wouter';
import { ClipPlayer } from '../alarm/clip-player.tsx';
import { placeText, whatText } from '../alarm/describe.ts';
import { Detections, PlanCard } from '../alarm/detections.tsx';
import { Coming, Counter, KindMark, NextStep, Reasons, StateMark } from '../alarm/marks.tsx';
import { Messages } from '../alarm/messages.tsx';
import { pageWords } from '../alarm/page-words.ts';
import { PeopleCalled } from '../alarm/people-called.tsx';
import { FullRecord, TimeLine } from '../alarm/time-line.tsx';
import { useAlarmDetail } from '../alarm/use-alarm-detail.ts';
import { CameraSlot } from '../places/camera-slot.tsx';
import { PlanView } from '../places/plan-view.tsx';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { beganAt } from '../platform/live-merge.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { PlaybookCard } from '../playbook/playbook-card.tsx';
import { ConsoleAction, WaitingFor } from '../response/console-action.tsx';
import { ReviewBox } from '../response/review-box.tsx';
import { TalkBox } from '../talk/talk-box.tsx';
import './alarm-page.css';
import { useKeys } from '../platform/use-keys.ts';

function Head({ alarm }: { alarm: AlarmDetail }) {
  const locale = useLocale();
  const open = alarm.state !== 'closed';
  return (
    <header className={`alarm-head ${open ? `alarm-head-${alarm.alarmKind}` : ''}`}>
      <div className="alarm-head-text">
        <p className="banner-over">
          <StateMark state={alarm.state} />
          <KindMark alarm={alarm} />
          <span>{alarm.schoolName}</span>
        </p>
        <h1>{placeText(alarm.place)}</h1>
        <p className="banner-what">
          <strong>{whatText(alarm, locale)}</strong>
          {alarm.kind !== 'button' && alarm.kind !== 'person' && <Reasons alarm={alarm} />}
        </p>
        <p className="banner-coming">
          <Coming alarm={alarm} />
          <NextStep alarm={alarm} />
        </p>
      </div>
      <div className="alarm-head-side">
        {open ? <Counter at={beganAt(alarm)} /> : <span>{dateTime(beganAt(alarm))}</span>}
        <ConsoleAction alarm={alarm} />
      </div>
    </header>
  );
}

/** What is judged and who comes; what is done; where it is and how it went. */
function Columns({ alarm, onReviewed }: { alarm: AlarmDetail; onReviewed: () => void }) {
  const t = useWords(pageWords);
  const { schoolId, zoneId } = alarm;
  return (
    <div className="alarm-columns">
      <div>
        {alarm.state === 'closed' && <ReviewBox alarm={alarm} onDone={onReviewed} />}
        <ClipPlayer alarm={alarm} />
        <PeopleCalled alarm={alarm} />
        <TalkBox alarm={alarm} />
      </div>
      <div>
        <PlaybookCard alarmId={alarm.id} />
        <Messages alarm={alarm} />
      </div>
      <div>
        <section className="card place-card">
          <h2>{t('place')}</h2>
          <PlanView
            schoolId={schoolId}
            zoneId={zoneId}
            running={alarm.state === 'closed' ? null : alarm.alarmKind}
          />
        </section>
        <CameraSlot schoolId={schoolId} zoneId={zoneId} alarmId={alarm.id} />
        <section className="card">
          <h2>{t('record')}</h2>
          <TimeLine alarm={alarm} />
          <FullRecord entries={alarm.timeline} />
        </section>
        <Detections alarm={alarm} />
        <PlanCard alarm={alarm} />
      </div>
    </div>
  );
}

export default function AlarmPage({ alarmId }: { alarmId: string }) {
  const t = useWords(pageWords);
  const p = useWords(platformWords);
  const { value: alarm, advice, reload } = useAlarmDetail(alarmId);
  const [, go] = useLocation();
  useKeys({ escape: () => go('/') });
  return (
    <div className="page alarm-page">
      <Link href="/" className="back-link">
        <Icon name="back" size={18} />
        {t('back')}
      </Link>
      {!alarm && advice && (
        <div className="centre">
          <p className="centre-title">{t('unknownAlarm')}</p>
          <p>{advice}</p>
          <button type="button" className="btn" onClick={reload}>
            {p('retry')}
          </button>
        </div>
      )}
      {!alarm && !advice && <div className="alarm-head alarm-head-wait" aria-busy="true" />}
      {alarm && (
        <>
          <Head alarm={alarm} />
          <WaitingFor alarm={alarm} />
          <Columns alarm={alarm} onReviewed={reload} />
        </>
      )}
    </div>
  );
}
