import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import { noteOf } from '@anyuan/core/recording/clip-note.ts';
import { useState } from 'react';
import { callBytes } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay } from '../platform/session.ts';
import { decodeAudio } from '../platform/sound.ts';
import { useDoing } from '../platform/use-call.ts';
import './clip.css';
import { ClipNoteView } from './clip-note-view.tsx';
import { ClipView } from './clip-view.tsx';
import { pageWords } from './page-words.ts';

const reasonKeys = ['reasonVerify', 'reasonReview', 'reasonOther'] as const;
type ReasonKey = (typeof reasonKeys)[number];

/** Asked before the first play, as the law on minors wants it. */
function ReasonForm(props: { busy: boolean; onListen: (reason: string) => void }) {
  const t = useWords(pageWords);
  const [key, setKey] = useState<ReasonKey>('reasonVerify');
  const [text, setText] = useState('');
  const reason = key === 'reasonOther' ? text.trim() : t(key);
  return (
    <div className="clip-ask">
      <p>
        <strong>{t('whyListen')}</strong>
      </p>
      <div className="chips">
        {reasonKeys.map((k) => (
          <button
            key={k}
            type="button"
            className="chip"
            aria-pressed={k === key}
            onClick={() => setKey(k)}
          >
            {t(k)}
          </button>
        ))}
      </div>
      {key === 'reasonOther' && (
        <input
          className="input"
          aria-label={t('reasonText')}
          placeholder={t('reasonText')}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <button
        type="button"
        className="btn"
        data-testid="clip-listen"
        disabled={props.busy || reason === ''}
        onClick={() => props.onListen(reason)}
      >
        <Icon name="play" size={18} />
        {t('listen')}
      </button>
      <p className="field-hint">{t('whyNote')}</p>
    </div>
  );
}

export function ClipPlayer({ alarm }: { alarm: AlarmDetail }) {
  const t = useWords(pageWords);
  const may = useMay('recording.play');
  const doing = useDoing();
  const [clip, setClip] = useState<AudioBuffer | null>(null);
  const [note, setNote] = useState<ClipNote | null>(null);
  const recorded = alarm.detections.filter((d) => d.clip);
  const detection = recorded[0];
  const listen = (reason: string) =>
    void doing.run(async () => {
      if (!detection) return;
      const params = { alarmId: alarm.id, detectionId: detection.id };
      const bytes = await callBytes('playClip', { params, query: { reason } });
      // Before decoding: that takes the bytes away.
      setNote(noteOf(new Uint8Array(bytes)));
      setClip(await decodeAudio(bytes));
    });
  return (
    <section className="card" data-testid="clip-player">
      <h2>{t('clip')}</h2>
      {!detection && (
        <>
          <p>{t('noClip')}</p>
          <p className="field-hint">{t('noClipWhy')}</p>
        </>
      )}
      {detection && !may && <p className="faint">{t('mayNot')}</p>}
      {detection && may && !clip && <ReasonForm busy={doing.busy} onListen={listen} />}
      {detection && clip && (
        <ClipView
          clip={clip}
          decidedAfterMs={Math.max(0, (alarm.times.t1 ?? detection.beganAt) - detection.beganAt)}
        />
      )}
      {clip && note && <ClipNoteView note={note} />}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}
