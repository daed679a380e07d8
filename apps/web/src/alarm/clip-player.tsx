import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import { noteOf } from '@anyuan/core/recording/clip-note.ts';
import { useState } from 'react';
import { callBytes } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { ReasonForm } from '../platform/reason-form.tsx';
import { useMay } from '../platform/session.ts';
import { decodeAudio } from '../platform/sound.ts';
import { useDoing } from '../platform/use-call.ts';
import './clip.css';
import { ClipNoteView } from './clip-note-view.tsx';
import { ClipView } from './clip-view.tsx';
import { pageWords } from './page-words.ts';

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
      {detection && may && !clip && (
        <ReasonForm
          question={t('whyListen')}
          reasons={[t('reasonVerify'), t('reasonReview')]}
          note={t('whyNote')}
          busy={doing.busy}
          testId="clip-listen"
          onReason={listen}
        >
          <Icon name="play" size={18} />
          {t('listen')}
        </ReasonForm>
      )}
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
