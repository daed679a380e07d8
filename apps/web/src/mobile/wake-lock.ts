import { useEffect } from 'react';
import { useOpenAlarms } from '../alarm/live-alarms.ts';

/** Keeps the screen on while an alarm runs. Browsers drop the lock when the page hides: taken again on return. */
export function useWakeLock(): void {
  const wanted = useOpenAlarms().alarms.length > 0;
  useEffect(() => {
    if (!wanted || !('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let ended = false;
    const take = async () => {
      if (document.visibilityState !== 'visible' || (lock && !lock.released)) return;
      const taken = await navigator.wakeLock.request('screen').catch(() => null);
      if (ended) void taken?.release();
      else lock = taken;
    };
    void take();
    const onVisible = () => void take();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      ended = true;
      document.removeEventListener('visibilitychange', onVisible);
      void lock?.release();
    };
  }, [wanted]);
}
