import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useOpenAlarms } from '../alarm/live-alarms.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { acceptAlarm, arriveAtAlarm } from '../response/actions.ts';
import { myAnswer } from '../response/next-action.ts';
import { AlarmCard } from './alarm-card.tsx';
import { mobileWords } from './words.ts';

/** Behind the sticker: who is on the way arrives at once, anybody else accepts and arrives with one tap. */
export function ArriveLinkPage({ terminalId, code }: { terminalId: string; code: string }) {
  const t = useWords(mobileWords);
  const { personId } = useSession();
  const { alarms, complete } = useOpenAlarms();
  const doing = useDoing();
  const tried = useRef(false);
  const alarm = alarms.find((a) => a.terminalId === terminalId.toLowerCase());
  const mine = alarm ? myAnswer(alarm, personId)?.state : undefined;
  const alarmId = alarm?.id;
  const { run } = doing;
  useEffect(() => {
    if (!alarmId || mine !== 'accepted' || tried.current) return;
    tried.current = true;
    void run(() => arriveAtAlarm(alarmId, { method: 'qr', terminalId, code }));
  }, [alarmId, mine, terminalId, code, run]);
  if (!alarm) {
    return (
      <div className="centre">
        <p className="centre-title">{t(complete ? 'linkNoAlarm' : 'waiting')}</p>
        {complete && <p className="faint">{t('linkNoAlarmHint')}</p>}
        <Link href="/" className="btn btn-large">
          {t('toAlarms')}
        </Link>
      </div>
    );
  }
  const acceptAndArrive = () =>
    void run(async () => {
      tried.current = true;
      if (mine !== 'accepted') await acceptAlarm(alarm.id);
      await arriveAtAlarm(alarm.id, { method: 'qr', terminalId, code });
    });
  return (
    <div className="phone-page">
      <AlarmCard alarm={alarm} />
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {mine === 'arrived' && (
        <p className="arrived-proof" role="status">
          <Icon name="arrived" size={24} />
          {t('linkArrived')}
        </p>
      )}
      <div className="action-bar">
        {mine === 'arrived' ? (
          <Link href={`/alarms/${alarm.id}`} className="btn btn-primary btn-large btn-block">
            {t('linkSee')}
          </Link>
        ) : (
          <button
            type="button"
            className="btn btn-primary btn-large btn-block"
            data-testid="arrive-button"
            disabled={doing.busy}
            onClick={acceptAndArrive}
          >
            {t(doing.busy ? 'linkArriving' : 'linkAcceptArrive')}
          </button>
        )}
      </div>
    </div>
  );
}
