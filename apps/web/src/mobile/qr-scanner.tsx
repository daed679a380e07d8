import { useEffect, useRef, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { type CameraTrouble, makeReader, openCamera } from './qr-camera.ts';
import { parseSticker } from './sticker-code.ts';
import { mobileWords } from './words.ts';

/** Between two looks, ms: quick for people, easy on the battery. */
const lookEveryMs = 200;

/** Camera with a frame; calls `onCode` once for each look that found a sticker of ours. */
export function QrScanner(props: {
  paused: boolean;
  onCode: (sticker: { terminalId: string; code: string }) => void;
}) {
  const t = useWords(mobileWords);
  const [on, setOn] = useState(false);
  const [trouble, setTrouble] = useState<CameraTrouble | 'notOurs' | null>(null);
  const video = useRef<HTMLVideoElement>(null);
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    if (!on) return;
    let ended = false;
    let stream: MediaStream | null = null;
    const look = async () => {
      const opened = await openCamera();
      if (typeof opened === 'string') {
        setTrouble(opened);
        setOn(false);
        return;
      }
      stream = opened;
      const screen = video.current;
      if (ended || !screen) return stop();
      screen.srcObject = stream;
      await screen.play().catch(() => undefined);
      const read = await makeReader();
      while (!ended) {
        const text = now.current.paused ? null : await read(screen);
        const sticker = text === null ? null : parseSticker(text);
        if (text !== null && !sticker) setTrouble('notOurs');
        if (sticker && !ended) now.current.onCode(sticker);
        await new Promise((done) => setTimeout(done, lookEveryMs));
      }
    };
    const stop = () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    void look();
    return () => {
      ended = true;
      stop();
    };
  }, [on]);
  return (
    <section className="scanner">
      {on ? (
        <>
          <video ref={video} playsInline muted />
          <div className="scanner-frame" />
          <p className="scanner-hint">{t('scanHint')}</p>
        </>
      ) : (
        <button
          type="button"
          className="btn btn-primary btn-large"
          data-testid="scan-start"
          onClick={() => {
            setTrouble(null);
            setOn(true);
          }}
        >
          <Icon name="scan" size={24} />
          {t('scanStart')}
        </button>
      )}
      {trouble && (
        <p className="notice" role="alert">
          {t(trouble)}
        </p>
      )}
    </section>
  );
}
