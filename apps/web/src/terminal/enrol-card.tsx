import { type FormEvent, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { enrolWith } from './host.ts';
import { LanguageButton } from './language-button.tsx';
import type { Enrolled } from './messages.ts';
import { terminalWords } from './words.ts';

/** The code from the console. Ten signs without any that are confused; spaces and small letters are fine. */
export function EnrolCard({ enrolled }: { enrolled: Enrolled }) {
  const t = useWords(terminalWords);
  const [code, setCode] = useState('');
  const busy = enrolled.at === 'trying';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enrolWith(code);
  };
  return (
    <main className="term-start">
      <form className="card term-enrol" onSubmit={submit}>
        <h1>{t('enrolTitle')}</h1>
        <p className="faint">{t('enrolHow')}</p>
        <label className="field">
          <span className="field-label">{t('enrolCode')}</span>
          <input
            className="input term-code"
            data-testid="terminal-code"
            value={code}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={20}
            onChange={(e) => setCode(e.target.value)}
          />
        </label>
        {enrolled.at === 'refused' && (
          <p className="notice" role="alert" data-testid="terminal-enrol-advice">
            {enrolled.text}
          </p>
        )}
        {busy && <p className="faint">{t('trying')}</p>}
        <button
          type="submit"
          className="btn btn-primary btn-large btn-block"
          data-testid="terminal-enrol"
          disabled={busy || code.trim() === ''}
        >
          {t('enrol')}
        </button>
        <button
          type="button"
          className="btn btn-quiet btn-block"
          data-testid="terminal-try"
          disabled={busy}
          onClick={() => enrolWith('')}
        >
          {t('enrolTry')}
        </button>
      </form>
      <LanguageButton />
    </main>
  );
}
