import type { QuietHours } from '@anyuan/contracts/contact.ts';
import { useState } from 'react';
import { useWords } from '../platform/i18n.ts';
import { minuteOf, minuteText } from '../roster/rule-text.ts';
import { contactWords } from './words.ts';

const usual: QuietHours = { fromMinute: 22 * 60, toMinute: 7 * 60 };

/** Everyday notices may wait; what it never holds back stands beside the switch. */
export function QuietCard(props: {
  quiet: QuietHours | null;
  busy: boolean;
  onSave: (quiet: QuietHours | null) => void;
}) {
  const { quiet, busy, onSave } = props;
  const t = useWords(contactWords);
  const [draft, setDraft] = useState(quiet ?? usual);
  const isChanged =
    quiet !== null && (quiet.fromMinute !== draft.fromMinute || quiet.toMinute !== draft.toMinute);
  const field = (name: keyof QuietHours, label: string) => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        type="time"
        className="input"
        value={minuteText(draft[name])}
        onChange={(e) => e.target.value && setDraft({ ...draft, [name]: minuteOf(e.target.value) })}
      />
    </label>
  );
  return (
    <section className="card quiet-card" data-testid="quiet-card">
      <h2>{t('quiet')}</h2>
      <p className="faint">{t('quietHint')}</p>
      {quiet && (
        <div className="contact-row">
          {field('fromMinute', t('from'))}
          {field('toMinute', t('to'))}
        </div>
      )}
      <div className="contact-row">
        {isChanged && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={busy}
            onClick={() => onSave(draft)}
          >
            {t('save')}
          </button>
        )}
        <button
          type="button"
          className="btn"
          disabled={busy}
          onClick={() => onSave(quiet ? null : draft)}
        >
          {t(quiet ? 'quietOff' : 'quietOn')}
        </button>
      </div>
    </section>
  );
}
