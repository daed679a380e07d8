import { useState } from 'react';
import { useLocation } from 'wouter';
import { useLiveAlarm } from '../alarm/live-alarms.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useDoing } from '../platform/use-call.ts';
import type { ArrivalProof } from '../response/actions.ts';
import { giveAnswer } from './answer-outbox.ts';
import { BackTo } from './back-to.tsx';
import { type PositionTrouble, readPosition } from './position.ts';
import { QrScanner } from './qr-scanner.tsx';
import { mobileWords } from './words.ts';

function ByCode(props: { busy: boolean; onSend: (code: string) => void }) {
  const t = useWords(mobileWords);
  const [code, setCode] = useState('');
  const ready = code.trim().length >= 4;
  return (
    <details className="card by-code">
      <summary>{t('typeCode')}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) props.onSend(code.trim());
        }}
      >
        <input
          className="input"
          aria-label={t('code')}
          placeholder={t('code')}
          autoCapitalize="characters"
          autoComplete="off"
          maxLength={64}
          data-testid="arrive-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
        <button type="submit" className="btn btn-large" disabled={!ready || props.busy}>
          {t('codeSend')}
        </button>
      </form>
    </details>
  );
}

/** Three ways to prove being there: scan, typed code, position. */
export function ArrivePage({ alarmId }: { alarmId: string }) {
  const t = useWords(mobileWords);
  const alarm = useLiveAlarm(alarmId);
  const [, go] = useLocation();
  const doing = useDoing();
  const [locating, setLocating] = useState(false);
  const [trouble, setTrouble] = useState<PositionTrouble | null>(null);
  const back = `/alarms/${alarmId}`;
  const send = async (proof: ArrivalProof) => {
    setTrouble(null);
    const answer = { kind: 'arrive', alarmId, proof } as const;
    if (await doing.run(() => giveAnswer(answer))) go(back, { replace: true });
  };
  const byPosition = async () => {
    setLocating(true);
    const proof = await readPosition();
    setLocating(false);
    if (typeof proof === 'string') setTrouble(proof);
    else await send(proof);
  };
  const terminalId = alarm?.terminalId ?? null;
  const advice = trouble ? t(trouble) : doing.advice;
  return (
    <div className="phone-page">
      <BackTo href={back} title={t('arriveTitle')} />
      {alarm && <p className="arrive-place">{alarm.place}</p>}
      {terminalId !== null && (
        <QrScanner
          paused={doing.busy}
          onCode={(sticker) => void send({ method: 'qr', ...sticker })}
        />
      )}
      {advice && (
        <p className="notice" role="alert" data-testid="arrive-advice">
          {advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-large btn-block"
        data-testid="arrive-position"
        disabled={locating || doing.busy}
        onClick={() => void byPosition()}
      >
        <Icon name="position" size={24} />
        {t(locating ? 'locating' : 'byPosition')}
      </button>
      {terminalId !== null && (
        <ByCode
          busy={doing.busy}
          onSend={(code) => void send({ method: 'qr', terminalId, code })}
        />
      )}
    </div>
  );
}
