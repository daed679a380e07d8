import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { Modal } from 'antd';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { useMay, useSession } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { useKeys } from '../platform/use-keys.ts';
import { acceptAlarm, handleAlarm } from './actions.ts';
import { CloseForm } from './close-form.tsx';
import { nextAction } from './next-action.ts';
import { responseWords } from './words.ts';

/** One primary action at the right by state; ending stays possible, but quietly. */
export function ConsoleAction({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(responseWords);
  const { personId } = useSession();
  const mayRespond = useMay('alarm.respond');
  const mayClose = useMay('alarm.close');
  const doing = useDoing();
  const [closing, setClosing] = useState(false);
  const next = nextAction(alarm, personId);
  const open = alarm.state !== 'closed';
  const accept = () => void doing.run(() => acceptAlarm(alarm.id));
  useKeys({ a: () => next === 'accept' && mayRespond && accept() });
  return (
    <div className="console-action">
      <div className="console-action-buttons">
        {open && mayClose && next !== 'close' && (
          <button
            type="button"
            className="btn"
            data-testid="close-button"
            onClick={() => setClosing(true)}
          >
            {t('close')}
          </button>
        )}
        {next === 'accept' && mayRespond && (
          <button
            type="button"
            className="btn btn-primary btn-large"
            data-testid="accept-button"
            disabled={doing.busy}
            onClick={accept}
          >
            {t('accept')}
          </button>
        )}
        {next === 'none' && open && mayRespond && (
          <button
            type="button"
            className="btn"
            data-testid="accept-button"
            disabled={doing.busy}
            onClick={accept}
          >
            {t('support')}
          </button>
        )}
        {next === 'handle' && mayRespond && (
          <button
            type="button"
            className="btn btn-primary btn-large"
            data-testid="handle-button"
            disabled={doing.busy}
            onClick={() => void doing.run(() => handleAlarm(alarm.id))}
          >
            {t('handle')}
          </button>
        )}
        {next === 'close' && mayClose && (
          <button
            type="button"
            className="btn btn-primary btn-large"
            data-testid="close-button"
            onClick={() => setClosing(true)}
          >
            {t('close')}
          </button>
        )}
      </div>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <Modal
        title={t('closeTitle')}
        open={closing}
        onCancel={() => setClosing(false)}
        footer={null}
        width={560}
        destroyOnHidden
      >
        {open ? (
          <CloseForm alarm={alarm} onDone={() => setClosing(false)} />
        ) : (
          <p className="notice notice-plain">{t('closedNow')}</p>
        )}
      </Modal>
    </div>
  );
}

/** What is being waited for, in words, under the header. */
export function WaitingFor({ alarm }: { alarm: AlarmSummary }) {
  const t = useWords(responseWords);
  const { personId } = useSession();
  const next = nextAction(alarm, personId);
  if (next === 'arrive') return <p className="notice notice-plain">{t('waitArrival')}</p>;
  if (next === 'none' && alarm.state === 'accepted') {
    return <p className="notice notice-plain">{t('otherComing')}</p>;
  }
  return null;
}
