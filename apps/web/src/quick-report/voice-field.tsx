import { voiceSecondsMax } from '@anyuan/contracts/quick-report-lists.ts';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { newId } from '../platform/id.ts';
import type { KeptPart } from './report-outbox.ts';
import { useAddress } from './use-address.ts';
import type { Change } from './use-draft.ts';
import { recordVoice, type VoiceRecorder, type VoiceTrouble } from './voice.ts';
import { reportWords } from './words.ts';

function Player({ address }: { address: string }) {
  const t = useWords(reportWords);
  return (
    // biome-ignore lint/a11y/useMediaCaption: what somebody has just said themselves
    <audio controls src={address} aria-label={t('voicePlay')} data-testid="report-said" />
  );
}

function Said({ part, onRemove }: { part: KeptPart; onRemove: () => void }) {
  const t = useWords(reportWords);
  const address = useAddress(part.bytes, part.type);
  return (
    <div className="report-said">
      {address && <Player address={address} />}
      <button type="button" className="btn" data-testid="report-voice-remove" onClick={onRemove}>
        {t('voiceRemove')}
      </button>
    </div>
  );
}

export function VoiceField(props: { parts: readonly KeptPart[]; change: (by: Change) => void }) {
  const t = useWords(reportWords);
  const said = props.parts.find((p) => p.kind === 'voice');
  const recorder = useRef<VoiceRecorder | null>(null);
  const [running, setRunning] = useState<{ peak: number; seconds: number } | null>(null);
  const [trouble, setTrouble] = useState<VoiceTrouble | null>(null);
  useEffect(() => () => recorder.current?.cancel(), []);
  const onDone = async (sound: Blob) => {
    setRunning(null);
    const bytes = await sound.arrayBuffer();
    const part: KeptPart = { id: newId(), kind: 'voice', bytes, type: sound.type };
    if (bytes.byteLength > 0) props.change((d) => ({ parts: [...d.parts, part] }));
  };
  const start = async () => {
    setTrouble(null);
    const made = await recordVoice({
      onLevel: (peak, seconds) => setRunning({ peak, seconds }),
      onDone: (sound) => void onDone(sound),
    });
    if (typeof made === 'string') return setTrouble(made);
    recorder.current = made;
    setRunning({ peak: 0, seconds: 0 });
  };
  return (
    <section>
      <h2 className="field-label">{t('voice')}</h2>
      {said && (
        <Said
          part={said}
          onRemove={() => props.change((d) => ({ parts: d.parts.filter((p) => p !== said) }))}
        />
      )}
      {!said && (
        <button
          type="button"
          className={`btn btn-large ${running ? 'report-running' : ''}`}
          data-testid="report-record"
          aria-pressed={running !== null}
          onClick={() => (running ? recorder.current?.stop() : void start())}
        >
          <Icon name="microphone" size={24} />
          {running ? t('recording', { s: Math.floor(running.seconds) }) : t('record')}
        </button>
      )}
      {running && (
        <meter
          className="report-level"
          aria-label={t('level')}
          max={1}
          value={Math.sqrt(running.peak)}
        >
          {Math.floor(running.seconds)} / {voiceSecondsMax}
        </meter>
      )}
      {trouble && (
        <p className="notice" role="alert">
          {t(trouble)}
        </p>
      )}
    </section>
  );
}
