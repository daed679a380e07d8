import type { Permission } from '@anyuan/contracts/permissions.ts';
import type { SessionView } from '@anyuan/contracts/routes/session.ts';
import { ApiError, call, whenSignedOut } from './api.ts';
import { type Locale, showLocale } from './locale.ts';
import { readStored, writeStored } from './storage.ts';
import { makeStore } from './store.ts';
import { useStore } from './use-store.ts';

/** `ended`: the server ended it while somebody was at work; what they typed waits until they sign in again. */
export type SessionState =
  | { at: 'asking' }
  | { at: 'unreachable' }
  | { at: 'signedOut' }
  | { at: 'ended'; view: SessionView }
  | { at: 'signedIn'; view: SessionView };

export const sessionStore = makeStore<SessionState>({ at: 'asking' });

// The address stays as it is: after signing in again the person is where they were.
whenSignedOut(endSession);

/** Not by the person's own wish: expired, or ended elsewhere. */
export function endSession(): void {
  writeStored('session', null);
  const now = sessionStore.get();
  const wasAtWork = now.at === 'signedIn' || now.at === 'ended';
  sessionStore.set(wasAtWork ? { at: 'ended', view: now.view } : { at: 'signedOut' });
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
      endSession();
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
  writeStored('session', null);
  sessionStore.set({ at: 'signedOut' });
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
  if (!('view' in state)) throw new Error('page shown without a session');
  return state.view;
}

/** Hides buttons; the server decides. */
export function useMay(permission: Permission): boolean {
  const state = useStore(sessionStore);
  return 'view' in state && state.view.permissions.includes(permission);
}
