import { useEffect, useRef } from 'react';
import type { Store } from './store.ts';
import { useStore } from './use-store.ts';

/** Reads anew when what the live link counts went on: a quick report or a ticket in my reach. */
export function useChanges(store: Store<number>, reload: () => void): void {
  const changed = useStore(store);
  const seen = useRef(changed);
  useEffect(() => {
    if (seen.current === changed) return;
    seen.current = changed;
    reload();
  }, [changed, reload]);
}
