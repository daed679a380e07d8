import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay, useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { acceptAlarm, declineAlarm, handleAlarm } from '../response/actions.ts';
import { myAnswer, nextAction } from '../response/next-action.ts';
import { responseWords } from '../response/words.ts';

/** What can be done now, at the thumb: one primary action and at most one beside it. */
export function ActionBar({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(responseWords);
  const { personId } = useSession();
  const mayRespond = useMay('alarm.respond');
  const mayClose = useMay('alarm.close');
  const doing = useDoing();
  const next = nextAction(alarm, personId);
  const mine = myAnswer(alarm, personId)?.state ?? null;
  if (alarm.state === 'closed') return null;
  const accept = () => void doing.run(() => acceptAlarm(alarm.id));
  const joins = next === 'none' && mine !== 'arrived' && mayRespond;
  return (
    <div className="action-bar">
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <div className="action-row">
        {mine === 'called' && mayRespond && (
          <button
            type="button"
            className="btn btn-large"
            data-testid="decline-button"
            disabled={doing.busy}
            onClick={() => void doing.run(() => declineAlarm(alarm.id))}
          >
            {t('decline')}
          </button>
        )}
        {(next === 'accept' || joins) && mayRespond && (
          <button
            type="button"
            className="btn btn-primary btn-large action-main"
            data-testid="accept-button"
            disabled={doing.busy}
            onClick={accept}
          >
            <Icon name="accepted" size={24} />
            {t(joins ? 'support' : 'accept')}
          </button>
        )}
        {next === 'arrive' && (
          <Link
            href={`/alarms/${alarm.id}/arrive`}
            className="btn btn-primary btn-large action-main"
            data-testid="arrive-button"
          >
            <Icon name="arrived" size={24} />
            {t('arrive')}
          </Link>
        )}
        {next === 'handle' && mayClose && (
          <Link
            href={`/alarms/${alarm.id}/close`}
            className="btn btn-large"
            data-testid="close-button"
          >
            {t('close')}
          </Link>
        )}
        {next === 'handle' && mayRespond && (
          <button
            type="button"
            className="btn btn-primary btn-large action-main"
            data-testid="handle-button"
            disabled={doing.busy}
            onClick={() => void doing.run(() => handleAlarm(alarm.id))}
          >
            <Icon name="shield" size={24} />
            {t('handle')}
          </button>
        )}
        {next === 'close' && mayClose && (
          <Link
            href={`/alarms/${alarm.id}/close`}
            className="btn btn-primary btn-large action-main"
            data-testid="close-button"
          >
            {t('close')}
          </Link>
        )}
      </div>
    </div>
  );
}
