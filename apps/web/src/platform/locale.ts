import { readStored, writeStored } from './storage.ts';
import { makeStore } from './store.ts';

export type Locale = 'zh' | 'en';

/** Chinese first: only a person's own choice changes it. */
export const localeStore = makeStore<Locale>(readStored('locale') === 'en' ? 'en' : 'zh');

/** Shows the interface in this language from now on, on this device. */
export function showLocale(locale: Locale): void {
  writeStored('locale', locale);
  localeStore.set(locale);
  document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
}
