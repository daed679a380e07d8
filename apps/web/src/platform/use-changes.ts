import { useEffect, useRef } from 'react';
import type { Store } from './store.ts';
import { useStore } from './use-store.ts';

/** A hundred terminals that fail together must not have every open page ask a hundred times. */
const everyMs = 1000;

/**
 * Reads anew when what the live link counts went on: a quick report or a ticket in my reach. The first change at once,
 * then at most once a second, the last one always.
 */
export function useChanges(store: Store<number>, reload: () => void): void {
  const changed = useStore(store);
  const seen = useRef(changed);
  const readAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (seen.current === changed) return;
    const timer = setTimeout(
      () => {
        seen.current = changed;
        readAt.current = Date.now();
        reload();
      },
      Math.max(0, readAt.current + everyMs - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [changed, reload]);
}
