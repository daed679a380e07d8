import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { appearanceStore } from '../platform/theme.ts';
import { useKeys } from '../platform/use-keys.ts';
import { useStore } from '../platform/use-store.ts';
import { drawSpectrogram, drawWaveform } from './clip-drawing.ts';
import { type ClipSound, makeClipSound } from './clip-sound.ts';
import { pageWords } from './page-words.ts';

/** Terminals keep this much before the sound (default of their settings); the clip does not carry it. */
const preRollSec = 10;

/** Redraws both pictures when the size or the appearance changes. */
function usePictures(clip: AudioBuffer) {
  const wave = useRef<HTMLCanvasElement>(null);
  const spectrum = useRef<HTMLCanvasElement>(null);
  const appearance = useStore(appearanceStore);
  useEffect(() => {
    const draw = () => {
      const samples = clip.getChannelData(0);
      if (wave.current) drawWaveform(wave.current, samples, appearance);
      if (spectrum.current) drawSpectrogram(spectrum.current, samples, appearance);
    };
    const observer = new ResizeObserver(draw);
    if (wave.current) observer.observe(wave.current);
    return () => observer.disconnect();
  }, [clip, appearance]);
  return { wave, spectrum };
}

/** Plays, and moves the cursor each frame without rendering the page. */
function useSound(clip: AudioBuffer) {
  const [playing, setPlaying] = useState(true);
  const cursor = useRef<HTMLDivElement>(null);
  const clock = useRef<HTMLSpanElement>(null);
  const sound = useMemo<ClipSound>(() => makeClipSound(clip, () => setPlaying(false)), [clip]);
  useEffect(() => {
    sound.play();
    let frame = 0;
    const follow = () => {
      const sec = sound.positionSec();
      if (cursor.current) cursor.current.style.left = `${(100 * sec) / clip.duration}%`;
      if (clock.current)
        clock.current.textContent = `${sec.toFixed(1)} / ${clip.duration.toFixed(1)} s`;
      frame = requestAnimationFrame(follow);
    };
    follow();
    return () => {
      cancelAnimationFrame(frame);
      sound.end();
    };
  }, [sound, clip]);
  const toggle = () => {
    if (sound.isPlaying()) sound.pause();
    else sound.play();
    setPlaying(sound.isPlaying());
  };
  return { playing, toggle, sound, cursor, clock };
}

function Mark(props: { atSec: number; ofSec: number; label: string; low?: boolean }) {
  const part = props.atSec / props.ofSec;
  return (
    <div
      className={`clip-mark ${props.low ? 'clip-mark-low' : ''} ${part > 0.8 ? 'clip-mark-left' : ''}`}
      style={{ left: `${100 * part}%` }}
    >
      <span>{props.label}</span>
    </div>
  );
}

/** Waveform and spectrogram with cursor and marks; click or arrow keys seek, space plays. */
export function ClipView({ clip, decidedAfterMs }: { clip: AudioBuffer; decidedAfterMs: number }) {
  const t = useWords(pageWords);
  const { wave, spectrum } = usePictures(clip);
  const { playing, toggle, sound, cursor, clock } = useSound(clip);
  const beganSec = Math.min(preRollSec, clip.duration);
  const decidedSec = Math.min(beganSec + decidedAfterMs / 1000, clip.duration);
  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    sound.seek(((event.clientX - box.left) / box.width) * clip.duration);
  };
  useKeys({
    ' ': toggle,
    arrowleft: () => sound.seek(sound.positionSec() - 2),
    arrowright: () => sound.seek(sound.positionSec() + 2),
  });
  return (
    <div className="clip">
      <div className="clip-pictures" onPointerDown={seekTo}>
        <canvas ref={wave} className="clip-wave" role="img" aria-label={t('wave')} />
        <canvas ref={spectrum} className="clip-spectrum" role="img" aria-label={t('spectrum')} />
        <Mark atSec={beganSec} ofSec={clip.duration} label={t('markBegan')} />
        <Mark atSec={decidedSec} ofSec={clip.duration} label={t('markDecided')} low />
        <div ref={cursor} className="clip-cursor" />
      </div>
      <div className="clip-controls">
        <button type="button" className="btn" onClick={toggle}>
          <Icon name={playing ? 'pause' : 'play'} size={18} />
          {t(playing ? 'pause' : 'play')}
        </button>
        <span ref={clock} className="faint" />
        <span className="field-hint">{t('spectrum')}</span>
      </div>
    </div>
  );
}
