import { type FormEvent, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { askSession, signOut } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { PasswordField } from './password-field.tsx';
import { SignInFrame } from './sign-in-page.tsx';
import { signInWords } from './sign-in-words.ts';

/** A first password set by somebody else has to go before anything can be done. */
export function NewPasswordPage() {
  const t = useWords(signInWords);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const doing = useDoing();
  const differs = repeat !== '' && repeat !== next;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (repeat !== next) return;
    void doing.run(async () => {
      await call('changePassword', { body: { current, next } });
      await askSession();
    });
  };
  const advice = differs ? t('differs') : doing.advice;
  return (
    <SignInFrame>
      <form className="sign-in-form" data-testid="new-password-form" onSubmit={submit}>
        <h1>{t('newTitle')}</h1>
        <p className="faint">{t('newWhy')}</p>
        <PasswordField
          label={t('current')}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          testId="password-current"
        />
        <PasswordField
          label={t('next')}
          hint={t('nextHint')}
          value={next}
          onChange={setNext}
          autoComplete="new-password"
          testId="password-next"
        />
        <PasswordField
          label={t('repeat')}
          value={repeat}
          onChange={setRepeat}
          autoComplete="new-password"
          testId="password-repeat"
        />
        {advice && (
          <p className="notice" role="alert">
            {advice}
          </p>
        )}
        <button
          className="btn btn-primary btn-large"
          type="submit"
          disabled={doing.busy || differs}
        >
          {t('change')}
        </button>
        <button type="button" className="btn btn-quiet" onClick={() => void signOut()}>
          {t('signOut')}
        </button>
      </form>
    </SignInFrame>
  );
}
