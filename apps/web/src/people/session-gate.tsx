import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '../platform/i18n.ts';
import { forgetLive, startLive, stopLive } from '../platform/live.ts';
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
  const personId = 'view' in state ? state.view.personId : null;
  useEffect(() => (personId === null ? undefined : forgetLive), [personId]);
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
  if (state.view.mustChangePassword) return <NewPasswordPage />;
  // Somebody else who signs in here finds nothing of the one before.
  return (
    <Fragment key={state.view.personId}>
      <Kept away={state.at === 'ended'}>{children}</Kept>
      {state.at === 'ended' && <SignInAgain />}
    </Fragment>
  );
}

/** The page with all that was typed stays as it is, out of sight and reach, while its person signs in again. */
function Kept({ away, children }: { away: boolean; children: ReactNode }) {
  return (
    <div className="session-page" hidden={away}>
      {children}
    </div>
  );
}

/** Covers the page and its dialogs, which stand beside it in the document. */
function SignInAgain() {
  const cover = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const root = cover.current?.closest('body > *');
    const others = [...document.body.children].filter(
      (e) => e !== root && !e.hasAttribute('inert'),
    );
    for (const other of others) other.setAttribute('inert', '');
    return () => {
      for (const other of others) other.removeAttribute('inert');
    };
  }, []);
  return (
    <div ref={cover} className="session-cover">
      <SignInPage ended />
    </div>
  );
}
