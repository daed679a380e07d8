import { useState } from 'react';

export interface SaveWithReasonProps {
  /** What the field and the button say. */
  words: { reason: string; save: string };
  busy: boolean;
  /** False when it was refused: the reason stays where it is. */
  onSave: (reason: string) => Promise<boolean>;
}

/** A change that others are told of is not saved without a word why. */
export function SaveWithReason({ words, busy, onSave }: SaveWithReasonProps) {
  const [reason, setReason] = useState('');
  const save = () => void onSave(reason.trim()).then((isSaved) => isSaved && setReason(''));
  return (
    <>
      <input
        className="input"
        placeholder={words.reason}
        aria-label={words.reason}
        value={reason}
        maxLength={200}
        onChange={(e) => setReason(e.target.value)}
      />
      <button
        type="button"
        className="btn btn-primary"
        data-testid="setting-save"
        disabled={busy || reason.trim() === ''}
        onClick={save}
      >
        {words.save}
      </button>
    </>
  );
}
