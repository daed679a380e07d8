import { type ReactNode, useEffect } from 'react';
import { useWords } from '../platform/i18n.ts';
import { startLive, stopLive } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { askSession, sessionStore } from '../platform/session.ts';
import { useStore } from '../platform/use-store.ts';
import { NewPasswordPage } from './new-password-page.tsx';
import { SignInPage } from './sign-in-page.tsx';

/** How often an unreachable server is asked again, ms. */
const askAgainMs = 4000;
/** How often posts and permissions are read again, ms. */
const refreshMs = 5 * 60_000;

/** Shows its children to somebody who is signed in, at the address they came for. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useStore(sessionStore);
  const p = useWords(platformWords);
  const inside = state.at === 'signedIn' && !state.view.mustChangePassword;
  useEffect(() => {
    void askSession();
  }, []);
  useEffect(() => {
    if (state.at !== 'unreachable') return;
    const timer = setTimeout(() => void askSession(), askAgainMs);
    return () => clearTimeout(timer);
  }, [state]);
  useEffect(() => {
    if (!inside) return;
    startLive();
    // Duty changes with the hour, and a page opened off line began with what it remembered.
    const timer = setInterval(() => void askSession(), refreshMs);
    const onBack = () => void askSession();
    addEventListener('online', onBack);
    return () => {
      stopLive();
      clearInterval(timer);
      removeEventListener('online', onBack);
    };
  }, [inside]);
  if (state.at === 'asking') return <div className="centre" aria-busy="true" />;
  if (state.at === 'unreachable') {
    return (
      <main className="centre">
        <p className="centre-title">{p('unreachable')}</p>
        <p className="faint">{p('unreachableAdvice')}</p>
        <button type="button" className="btn" onClick={() => void askSession()}>
          {p('retry')}
        </button>
      </main>
    );
  }
  if (state.at === 'signedOut') return <SignInPage />;
  return inside ? children : <NewPasswordPage />;
}
