import { type ReactNode, useState } from 'react';
import { useWords } from './i18n.ts';
import { platformWords } from './platform-words.ts';

export interface ReasonFormProps {
  question: string;
  /** One touch each; beside them the person may write another. */
  reasons: readonly [string, ...string[]];
  note: string;
  busy: boolean;
  testId: string;
  /** What the button says. */
  children: ReactNode;
  onReason: (reason: string) => void;
}

/** Asked before anything is shown or played that pupils may be in, as the law on minors wants it. */
export function ReasonForm(props: ReasonFormProps) {
  const t = useWords(platformWords);
  // Null: another one, in words of their own.
  const [chosen, setChosen] = useState<string | null>(props.reasons[0]);
  const [text, setText] = useState('');
  const reason = chosen ?? text.trim();
  return (
    <div className="reason-form">
      <p>
        <strong>{props.question}</strong>
      </p>
      <div className="chips">
        {[...props.reasons, null].map((one) => (
          <button
            key={one ?? ''}
            type="button"
            className="chip"
            aria-pressed={one === chosen}
            onClick={() => setChosen(one)}
          >
            {one ?? t('otherReason')}
          </button>
        ))}
      </div>
      {chosen === null && (
        <input
          className="input"
          aria-label={t('reasonText')}
          placeholder={t('reasonText')}
          maxLength={200}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      <button
        type="button"
        className="btn"
        data-testid={props.testId}
        disabled={props.busy || reason === ''}
        onClick={() => props.onReason(reason)}
      >
        {props.children}
      </button>
      <p className="field-hint">{props.note}</p>
    </div>
  );
}
