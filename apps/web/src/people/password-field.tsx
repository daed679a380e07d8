import { type KeyboardEvent, useId, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { signInWords } from './sign-in-words.ts';

/** Password with show and hide, and a word when caps lock would spoil it. */
export function PasswordField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  testId: string;
  hint?: string;
}) {
  const t = useWords(signInWords);
  const id = useId();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  const hint = caps ? t('capsLock') : props.hint;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {props.label}
      </label>
      <div className="password">
        <input
          id={id}
          className="input"
          type={shown ? 'text' : 'password'}
          autoComplete={props.autoComplete}
          data-testid={props.testId}
          value={props.value}
          required
          maxLength={200}
          aria-describedby={`${id}-hint`}
          onChange={(event) => props.onChange(event.target.value)}
          onKeyDown={watchCaps}
          onKeyUp={watchCaps}
        />
        <button
          type="button"
          className="btn btn-quiet"
          aria-label={t(shown ? 'hidePassword' : 'showPassword')}
          onClick={() => setShown(!shown)}
        >
          {t(shown ? 'hide' : 'show')}
        </button>
      </div>
      <span id={`${id}-hint`} className="field-hint" role={caps ? 'status' : undefined}>
        {hint}
      </span>
    </div>
  );
}
