import { type ReactNode, useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import { incidentWords } from './words.ts';

/** A button that opens a small form; what was typed stays until it was taken. */
export function Act(props: {
  label: string;
  primary?: boolean;
  ready?: boolean;
  onDo: () => Promise<unknown>;
  onDone: () => void;
  children: ReactNode;
}) {
  const t = useWords(incidentWords);
  const [isOpen, setOpen] = useState(false);
  const doing = useDoing();
  const look = props.primary ? 'btn btn-primary' : 'btn';
  if (!isOpen) {
    return (
      <button type="button" className={look} onClick={() => setOpen(true)}>
        {props.label}
      </button>
    );
  }
  const confirm = async () => {
    if (!(await doing.run(props.onDo))) return;
    setOpen(false);
    props.onDone();
  };
  return (
    <fieldset className="incident-act">
      <legend>{props.label}</legend>
      {props.children}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <div className="row-actions">
        <button
          type="button"
          className="btn btn-primary"
          disabled={doing.busy || props.ready === false}
          onClick={() => void confirm()}
        >
          {t('confirm')}
        </button>
        <button type="button" className="btn" onClick={() => setOpen(false)}>
          {t('cancel')}
        </button>
      </div>
    </fieldset>
  );
}

/** The usual one: a text that says why or what. */
export function Say(props: {
  label: string;
  hint: string;
  primary?: boolean;
  max?: number;
  onSay: (text: string) => Promise<unknown>;
  onDone: () => void;
  /** Hears what is typed and not taken yet, so that the page keeps the form. */
  onTyped?: (text: string) => void;
}) {
  const [text, setText] = useState('');
  const type = (next: string) => {
    setText(next);
    props.onTyped?.(next);
  };
  return (
    <Act
      label={props.label}
      primary={props.primary ?? false}
      ready={text.trim() !== ''}
      onDo={() => props.onSay(text.trim())}
      onDone={() => {
        type('');
        props.onDone();
      }}
    >
      <Field label={props.hint}>
        <textarea
          className="input"
          rows={3}
          maxLength={props.max ?? 1000}
          value={text}
          onChange={(event) => type(event.target.value)}
        />
      </Field>
    </Act>
  );
}

export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span className="field-label">{label}</span>
      {children}
    </label>
  );
}

/** A choice out of a closed list. */
export function Choice<K extends string>(props: {
  label: string;
  of: readonly K[];
  word: (value: K) => string;
  value: K;
  onChange: (value: K) => void;
}) {
  return (
    <Field label={props.label}>
      <select
        className="input"
        value={props.value}
        onChange={(event) => props.onChange(event.target.value as K)}
      >
        {props.of.map((value) => (
          <option key={value} value={value}>
            {props.word(value)}
          </option>
        ))}
      </select>
    </Field>
  );
}
