import { useMemo } from 'react';
import { type Locale, localeStore } from './locale.ts';
import { useStore } from './use-store.ts';
import { type Filling, fill, type Words } from './words.ts';

export type Say<K extends string> = (key: K, filling?: Filling) => string;

/** The words of a folder in the language shown now. */
export function useWords<K extends string>(both: Words<K>): Say<K> {
  const locale = useStore(localeStore);
  return useMemo(() => say(both, locale), [both, locale]);
}

/** The same outside of a component (title of the window, sound hints). */
export function say<K extends string>(both: Words<K>, locale: Locale = localeStore.get()): Say<K> {
  const table = both[locale];
  return (key, filling) => fill(table[key], filling);
}

export function useLocale(): Locale {
  return useStore(localeStore);
}

/** Several names in one line, as the language shown now writes them. */
export function listed(names: readonly string[], locale: Locale = localeStore.get()): string {
  return names.join(locale === 'zh' ? '、' : ', ');
}
