import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import { ApiError, call, whenSignedOut } from './api.ts';
import { type Locale, showLocale } from './locale.ts';
import { readStored, writeStored } from './storage.ts';
import { makeStore } from './store.ts';
import { useStore } from './use-store.ts';

export type SessionState =
  | { at: 'asking' }
  | { at: 'unreachable' }
  | { at: 'signedOut' }
  | { at: 'signedIn'; view: SessionView };

export const sessionStore = makeStore<SessionState>({ at: 'asking' });

// The address stays as it is: after signing in again the person is where they were.
whenSignedOut(leave);

function leave(): void {
  writeStored('session', null);
  sessionStore.set({ at: 'signedOut' });
}

/** Who was signed in here last: with it a phone without network can still open and keep trying. */
function lastView(): SessionView | null {
  const stored = readStored('session');
  return stored ? (JSON.parse(stored) as SessionView) : null;
}

function enter(view: SessionView): void {
  writeStored('session', JSON.stringify(view));
  if (readStored('locale') === null) showLocale(view.locale);
  sessionStore.set({ at: 'signedIn', view });
}

/** Asks the server who we are. Unreachable is not signed out: the page waits and asks again. */
export async function askSession(): Promise<void> {
  try {
    enter(await call('currentSession', { timeoutMs: 8000 }));
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.status === 401) {
      leave();
      return;
    }
    const view = lastView();
    sessionStore.set(view ? { at: 'signedIn', view } : { at: 'unreachable' });
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  enter(await call('signIn', { body: { login, password } }));
}

export async function signOut(): Promise<void> {
  await call('signOut', {}).catch(() => undefined);
  leave();
}

/** On this device at once, for the person as soon as the server hears it. */
export function chooseLocale(locale: Locale): void {
  showLocale(locale);
  writeStored('locale', locale);
  if (sessionStore.get().at === 'signedIn') {
    call('setLocale', { body: { locale } }).catch(() => undefined);
  }
}

/** The session of a page that is only shown when somebody is signed in. */
export function useSession(): SessionView {
  const state = useStore(sessionStore);
  if (state.at !== 'signedIn') throw new Error('page shown without a session');
  return state.view;
}

/** Hides buttons; the server decides. */
export function useMay(permission: Permission): boolean {
  const state = useStore(sessionStore);
  return state.at === 'signedIn' && state.view.permissions.includes(permission);
}
