import type { TalkMode } from '@anyuan/contracts/talk.ts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { adviceOf, call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay } from '../platform/session.ts';
import { useLoaded } from '../platform/use-call.ts';
import { type Line, openLine, TalkTrouble } from './line.ts';
import { talkWords } from './words.ts';

type Phase = 'idle' | 'connecting' | 'connected' | 'lost';

/** The line of this page; it ends with the page and with the alarm. */
function useLine(alarmId: string, iceServers: readonly RTCIceServer[]) {
  const t = useWords(talkWords);
  const locale = useLocale();
  const [phase, setPhase] = useState<Phase>('idle');
  const [mode, setMode] = useState<TalkMode>('talk');
  const [advice, setAdvice] = useState<string | null>(null);
  const line = useRef<Line | null>(null);
  const hangUp = useCallback(() => {
    const open = line.current;
    line.current = null;
    setPhase('idle');
    open?.close();
    const params = { alarmId, talkId: open?.talkId ?? '' };
    if (open) call('endTalk', { params }).catch(() => undefined);
  }, [alarmId]);
  useEffect(() => hangUp, [hangUp]);
  const begin = async (wanted: TalkMode, reason: string) => {
    setAdvice(null);
    setMode(wanted);
    setPhase('connecting');
    try {
      line.current = await openLine({
        alarmId,
        mode: wanted,
        reason,
        iceServers,
        onState: (state) => {
          setPhase(state);
          if (state !== 'lost') return;
          line.current?.close();
          line.current = null;
        },
      });
    } catch (thrown) {
      setPhase('idle');
      setAdvice(thrown instanceof TalkTrouble ? t(thrown.word) : adviceOf(thrown, locale));
    }
  };
  return { phase, mode, advice, begin, hangUp };
}

function Listen({ onListen }: { onListen: (reason: string) => void }) {
  const t = useWords(talkWords);
  const [reason, setReason] = useState('');
  return (
    <form
      className="filter-bar"
      onSubmit={(event) => {
        event.preventDefault();
        onListen(reason.trim());
      }}
    >
      <label className="field">
        <span className="field-label">{t('listenReason')}</span>
        <input
          className="input"
          data-testid="listen-reason"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <span className="field-hint">{t('listenHint')}</span>
      </label>
      <button type="submit" className="btn" data-testid="listen" disabled={reason.trim() === ''}>
        {t('listen')}
      </button>
    </form>
  );
}

/** Talk to the terminal of an open alarm, or, where the zone allows it, listen. */
export function TalkBox({ alarm }: { alarm: { id: string; state: string; version: number } }) {
  const t = useWords(talkWords);
  const mayTalk = useMay('talk.open');
  const isOpen = mayTalk && alarm.state !== 'closed';
  const { value } = useLoaded(`talk ${alarm.id} ${alarm.version} ${isOpen}`, async (signal) =>
    isOpen ? call('showTalk', { params: { alarmId: alarm.id }, signal }) : null,
  );
  const { phase, mode, advice, begin, hangUp } = useLine(
    alarm.id,
    (value?.iceServers ?? []) as RTCIceServer[],
  );
  if (!isOpen || value?.talkRefusal === 'talk.noTerminal') return null;
  const other = value?.current && !value.current.mine ? value.current.name : null;
  const on = phase === 'connecting' || phase === 'connected';
  const said = mode === 'talk' ? t('talking') : t('listening');
  return (
    <section className="card" data-testid="talk-box">
      <h2>{t('title')}</h2>
      {other && <p className="faint">{t('busy', { name: other })}</p>}
      {advice && (
        <p className="notice" role="alert" data-testid="talk-advice">
          {advice}
        </p>
      )}
      <p role="status" data-testid="talk-phase">
        {phase === 'connecting' && t('connecting')}
        {phase === 'connected' && said}
        {phase === 'lost' && t('lost')}
      </p>
      {on ? (
        <button type="button" className="btn btn-large" data-testid="hang-up" onClick={hangUp}>
          {t('hangUp')}
        </button>
      ) : (
        <button
          type="button"
          className="btn btn-large"
          data-testid="talk"
          onClick={() => void begin('talk', '')}
        >
          <Icon name="microphone" />
          {t('talk')}
        </button>
      )}
      {!on && value && value.listenRefusal === null && (
        <Listen onListen={(reason) => void begin('listen', reason)} />
      )}
    </section>
  );
}
