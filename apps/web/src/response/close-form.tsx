import type { AlarmSummary, Verdict } from '@anyuan/contracts/alarm.ts';
import { useId, useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { closeAlarm } from './actions.ts';
import { needsReason, verdictsFor } from './next-action.ts';
import { responseWords } from './words.ts';

/** Verdict with its consequence, reason, and what closing means. The same on console and phone. */
export function CloseForm({ alarm, onDone }: { alarm: AlarmSummary; onDone: () => void }) {
  const t = useWords(responseWords);
  const a = useWords(alarmWords);
  const name = useId();
  const choices = verdictsFor(alarm.alarmKind);
  const [verdict, setVerdict] = useState<Verdict | null>(
    alarm.alarmKind === 'actual' ? null : (choices[0] ?? null),
  );
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<string | null>(null);
  const doing = useDoing();
  const pressed = alarm.kind === 'button' || alarm.kind === 'person';
  const confirm = async () => {
    if (!verdict) return setMissing(t('needVerdict'));
    if (needsReason(alarm, verdict) && reason.trim() === '') return setMissing(t('needReason'));
    setMissing(null);
    if (await doing.run(() => closeAlarm(alarm.id, { verdict, reason: reason.trim() }))) onDone();
  };
  const advice = missing ?? doing.advice;
  return (
    <div className="close-form">
      <fieldset>
        <legend className="field-label">{t('closeVerdict')}</legend>
        {choices.map((choice) => (
          <label key={choice} className="choice" data-testid={`close-verdict-${choice}`}>
            <input
              type="radio"
              name={name}
              checked={verdict === choice}
              onChange={() => setVerdict(choice)}
            />
            <span>
              <strong>{a(`verdict.${choice}`)}</strong>
              <span className="field-hint">{t(`consequence.${choice}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span className="field-label">{t('closeReason')}</span>
        <textarea
          className="input"
          data-testid="close-reason"
          maxLength={1000}
          placeholder={t('closeReasonHint')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {pressed && <span className="field-hint">{t('closeReasonButton')}</span>}
      </label>
      <p className="notice notice-plain">{t('closeConsequence')}</p>
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-primary btn-large"
        data-testid="close-confirm"
        disabled={doing.busy}
        onClick={() => void confirm()}
      >
        {t('closeConfirm')}
      </button>
    </div>
  );
}
