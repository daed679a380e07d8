import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** The value of a store, re-rendering when it changes. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Part of a store. `pick` must return the same reference while nothing changed for this reader. */
export function useStorePart<T, P>(store: Store<T>, pick: (value: T) => P): P {
  return useSyncExternalStore(store.subscribe, () => pick(store.get()));
}
