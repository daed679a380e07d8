import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { chooseLocale, signIn } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { PasswordField } from './password-field.tsx';
import { signInWords } from './sign-in-words.ts';

/** Product and promise beside whatever has to be filled in. */
export function SignInFrame({ children }: { children: ReactNode }) {
  const t = useWords(signInWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  return (
    <div className="sign-in">
      <div className="sign-in-side">
        <div className="sign-in-brand">
          <img src="/icon.svg" alt="" />
          {p('product')}
        </div>
        <p className="sign-in-promise">{t('promise')}</p>
        <ol className="sign-in-steps">
          {(['step1', 'step2', 'step3', 'step4'] as const).map((step, i) => (
            <li key={step}>
              {i + 1}. {t(step)}
            </li>
          ))}
        </ol>
      </div>
      <main className="sign-in-main">
        <button
          type="button"
          className="btn btn-quiet sign-in-tools"
          onClick={() => chooseLocale(locale === 'zh' ? 'en' : 'zh')}
        >
          {t('language')}
        </button>
        {children}
      </main>
    </div>
  );
}

/** Only the server knows whether this is a demonstration. */
function useDemonstration(): boolean {
  const [demonstration, setDemonstration] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    fetch('/healthz', { signal: abort.signal })
      .then((reply) => reply.json() as Promise<{ demonstration?: boolean }>)
      .then((health) => setDemonstration(health.demonstration === true))
      .catch(() => undefined);
    return () => abort.abort();
  }, []);
  return demonstration;
}

/** `ended`: over a page whose session ended while somebody was at work. */
export function SignInPage({ ended = false }: { ended?: boolean }) {
  const t = useWords(signInWords);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const doing = useDoing();
  const demonstration = useDemonstration();
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void doing.run(() => signIn(login.trim(), password));
  };
  const deep = !['/', '/m', '/m/', '/wall'].includes(location.pathname);
  return (
    <SignInFrame>
      <form className="sign-in-form" data-testid="sign-in-form" onSubmit={submit}>
        <h1>{t('title')}</h1>
        {(ended || deep) && <p className="notice notice-plain">{t(ended ? 'ended' : 'again')}</p>}
        <label className="field">
          <span className="field-label">{t('login')}</span>
          <input
            ref={first}
            className="input"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={80}
            data-testid="login"
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        </label>
        <PasswordField
          label={t('password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          testId="password"
        />
        {doing.advice && (
          <p className="notice" role="alert" data-testid="sign-in-advice">
            {doing.advice}
          </p>
        )}
        <button
          className="btn btn-primary btn-large"
          type="submit"
          data-testid="submit"
          disabled={doing.busy}
        >
          {t(doing.busy ? 'submitting' : 'submit')}
        </button>
        {demonstration && <p className="field-hint">{t('demonstration')}</p>}
      </form>
    </SignInFrame>
  );
}
