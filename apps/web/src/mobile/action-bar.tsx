import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay, useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { handleAlarm } from '../response/actions.ts';
import { myAnswer, type NextAction, nextAction } from '../response/next-action.ts';
import { responseWords } from '../response/words.ts';
import { type Answer, giveAnswer, keptStore } from './answer-outbox.ts';
import { DeclineSheet } from './decline-sheet.tsx';

/** What comes after an answer that is not sent yet. */
const afterKept: Record<Answer['kind'], NextAction> = {
  accept: 'arrive',
  decline: 'accept',
  arrive: 'none',
};

/** The last answer to this alarm that the server does not know yet. */
function useKeptAnswer(alarmId: string): Answer['kind'] | null {
  const { personId } = useSession();
  const kept = useStore(keptStore).filter((k) => k.personId === personId && k.refused === null);
  const own = kept.filter((k) => k.answer.alarmId === alarmId);
  return own.at(-1)?.answer.kind ?? null;
}

/** What can be done now, at the thumb: one primary action and at most one beside it. */
export function ActionBar({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(responseWords);
  const { personId } = useSession();
  const mayRespond = useMay('alarm.respond');
  const mayClose = useMay('alarm.close');
  const doing = useDoing();
  const kept = useKeptAnswer(alarm.id);
  const [declining, setDeclining] = useState(false);
  const next = kept ? afterKept[kept] : nextAction(alarm, personId);
  const mine = kept ? null : (myAnswer(alarm, personId)?.state ?? null);
  if (alarm.state === 'closed') return null;
  const answer = (given: Answer) => void doing.run(() => giveAnswer(given));
  const accept = () => answer({ kind: 'accept', alarmId: alarm.id });
  const joins = next === 'none' && !kept && mine !== 'arrived' && mayRespond;
  return (
    <div className="action-bar">
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {declining && mine === 'called' && (
        <DeclineSheet
          busy={doing.busy}
          onCancel={() => setDeclining(false)}
          onReason={(reason) => {
            setDeclining(false);
            answer({ kind: 'decline', alarmId: alarm.id, reason });
          }}
        />
      )}
      <div className="action-row">
        {mine === 'called' && mayRespond && (
          <button
            type="button"
            className="btn btn-large"
            data-testid="decline-button"
            disabled={doing.busy}
            onClick={() => setDeclining(true)}
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
