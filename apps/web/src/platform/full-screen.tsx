import { useSyncExternalStore } from 'react';
import { useWords } from './i18n.ts';
import { Icon } from './icons.tsx';
import { platformWords } from './platform-words.ts';
import { useKeys } from './use-keys.ts';

function follow(onChange: () => void): () => void {
  document.addEventListener('fullscreenchange', onChange);
  return () => document.removeEventListener('fullscreenchange', onChange);
}

/** Refused by the browser it stays as it is: nothing else depends on it. */
async function toggleFullScreen(): Promise<void> {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  await done.catch(() => undefined);
}

/** A screen of a duty room shows nothing but the product; F does the same. Not there where the browser cannot. */
export function FullScreenButton(props: { className?: string; withWord?: boolean }) {
  const { className, withWord = false } = props;
  const p = useWords(platformWords);
  const isFull = useSyncExternalStore(follow, () => document.fullscreenElement !== null);
  useKeys({ f: () => void toggleFullScreen() });
  if (!document.fullscreenEnabled) return null;
  const word = p(isFull ? 'fullScreenEnd' : 'fullScreen');
  return (
    <button
      type="button"
      className={className}
      title={`${word} F`}
      aria-label={word}
      aria-pressed={isFull}
      data-testid="full-screen"
      onClick={() => void toggleFullScreen()}
    >
      {withWord ? word : <Icon name="fit" />}
    </button>
  );
}
