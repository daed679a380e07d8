import type { VoiceList } from '@anyuan/contracts/routes/voices.ts';
import { encodeWav } from '@anyuan/terminal/capture/plain-wav.ts';
import { useEffect, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useDoing } from '../platform/use-call.ts';
import { useScreenOn } from '../terminal/use-screen-on.ts';
import { LevelMeter } from './level-meter.tsx';
import { toSamples } from './recorder.ts';
import { enqueue } from './take-queue.ts';
import { useRecorder } from './use-recorder.ts';
import { voiceWords } from './words.ts';

const minuteSec = 60;

function Running({ schoolId }: { schoolId: string }) {
  const t = useWords(voiceWords);
  const { recorder, level, trouble } = useRecorder(true);
  useScreenOn();
  useEffect(() => {
    let stopped = false;
    const minutes = async () => {
      while (!stopped) {
        const pcm = (await recorder.current?.record(minuteSec)) ?? null;
        if (pcm === null) return;
        const takeId = newId();
        const path = `/api/schools/${schoolId}/background/${takeId}?recordedAt=${Date.now()}`;
        await enqueue({ takeId, path, wav: encodeWav(toSamples(pcm)) });
      }
    };
    void minutes();
    return () => {
      stopped = true;
    };
  }, [schoolId, recorder]);
  return (
    <>
      <p role="status">{t(trouble ? 'mic' : 'backgroundRunning')}</p>
      <LevelMeter peak={level} label={t('level')} />
    </>
  );
}

/** A day of the place itself: what keeps thresholds from becoming too easy. */
export function BackgroundPanel(props: {
  schoolId: string;
  list: VoiceList;
  onChanged: () => void;
}) {
  const { schoolId, list, onChanged } = props;
  const t = useWords(voiceWords);
  const doing = useDoing();
  const [running, setRunning] = useState(false);
  const remove = () =>
    doing.run(async () => {
      await call('removeBackground', { params: { schoolId } });
      onChanged();
    });
  return (
    <section className="card voice-background">
      <h2>{t('background')}</h2>
      <p className="faint">{t('backgroundHint')}</p>
      <p>{t('backgroundNow', { n: list.backgroundMinutes })}</p>
      {running && <Running schoolId={schoolId} />}
      <div className="voice-ask">
        <button
          type="button"
          className="btn"
          data-testid="voice-background"
          onClick={() => setRunning(!running)}
        >
          {t(running ? 'backgroundStop' : 'backgroundStart')}
        </button>
        {list.backgroundMinutes > 0 && (
          <button
            type="button"
            className="btn btn-quiet"
            disabled={doing.busy}
            onClick={() => void remove()}
          >
            {t('backgroundRemove')}
          </button>
        )}
      </div>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}
