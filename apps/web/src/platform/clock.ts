import { useSyncExternalStore } from 'react';

/** Server clock minus own clock, milliseconds: a phone with a wrong clock still counts right. */
let skewMs = 0;
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function tick(): void {
  nowMs = serverNow();
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    nowMs = serverNow();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch ms by the server's clock as far as it is known. */
export function serverNow(): number {
  return Date.now() + skewMs;
}

/** Called with each `hello` of the live link. */
export function learnServerTime(serverTime: number): void {
  skewMs = serverTime - Date.now();
}

/**
 * The current second. One timer for all; only the small components that show a running time read it,
 * so a tick re-renders numbers and not pages.
 */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
