import { useEffect, useState } from 'react';

export type ScreenState = 'on' | 'mayGoOut' | 'unsupported';

/** Keeps the screen on while the page is shown; browsers drop that when it hides. */
export function useScreenOn(): ScreenState {
  const [state, setState] = useState<ScreenState>(
    'wakeLock' in navigator ? 'mayGoOut' : 'unsupported',
  );
  useEffect(() => {
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const take = async () => {
      if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
      lock = await navigator.wakeLock.request('screen').catch(() => null);
      if (ended) return void lock?.release();
      setState(lock ? 'on' : 'mayGoOut');
      lock?.addEventListener('release', () => setState('mayGoOut'));
    };
    const onVisible = () => void take();
    document.addEventListener('visibilitychange', onVisible);
    // Some refuse until the page was touched.
    addEventListener('pointerdown', onVisible);
    void take();
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisible);
      removeEventListener('pointerdown', onVisible);
      void lock?.release();
    };
  }, []);
  return state;
}
