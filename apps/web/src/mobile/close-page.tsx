import { useLocation } from 'wouter';
import { useLiveAlarm } from '../alarm/live-alarms.ts';
import { useWords } from '../platform/i18n.ts';
import { CloseForm } from '../response/close-form.tsx';
import { responseWords } from '../response/words.ts';
import { BackTo } from './back-to.tsx';

export function ClosePage({ alarmId }: { alarmId: string }) {
  const t = useWords(responseWords);
  const alarm = useLiveAlarm(alarmId);
  const [, go] = useLocation();
  const back = `/alarms/${alarmId}`;
  return (
    <div className="phone-page">
      <BackTo href={back} title={t('closeTitle')} />
      {alarm && <p className="cell-sub">{alarm.place}</p>}
      {alarm && alarm.state !== 'closed' ? (
        <CloseForm alarm={alarm} onDone={() => go(back, { replace: true })} />
      ) : (
        <p className="notice notice-plain">{t('closedNow')}</p>
      )}
    </div>
  );
}
