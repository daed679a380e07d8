import { readStored, writeStored } from './storage.ts';
import { makeStore } from './store.ts';
import { type Appearance, cssOf } from './tokens.ts';

export type ThemeChoice = 'system' | Appearance;

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
const stored = readStored('theme');
export const themeChoiceStore = makeStore<ThemeChoice>(
  stored === 'light' || stored === 'dark' ? stored : 'system',
);
export const appearanceStore = makeStore<Appearance>(resolve());

function resolve(): Appearance {
  const choice = themeChoiceStore.get();
  if (choice !== 'system') return choice;
  return prefersDark.matches ? 'dark' : 'light';
}

function apply(): void {
  appearanceStore.set(resolve());
  document.documentElement.dataset.theme = appearanceStore.get();
}

export function chooseTheme(choice: ThemeChoice): void {
  writeStored('theme', choice === 'system' ? null : choice);
  themeChoiceStore.set(choice);
  apply();
}

/** Before the first paint: writes the tokens as CSS variables and picks light or dark. */
export function startTheme(only?: Appearance): void {
  const sheet = document.createElement('style');
  sheet.textContent = cssOf();
  document.head.prepend(sheet);
  if (only) {
    appearanceStore.set(only);
    document.documentElement.dataset.theme = only;
    return;
  }
  apply();
  prefersDark.addEventListener('change', apply);
}
