import type { Post } from '@anyuan/contracts/alarm.ts';
import type { PlaybookDraft } from '@anyuan/contracts/playbook.ts';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { withinText } from './draft.ts';
import { editorWords } from './editor-words.ts';
import './playbook.css';
import { useShippedText } from '../versioned/shipped-words.ts';
import { playbookWords } from './words.ts';

/** The card of the phone at the moment of the alarm, with nothing ticked. */
export function PhonePreview({ draft }: { draft: PlaybookDraft }) {
  const t = useWords(editorWords);
  const w = useWords(playbookWords);
  const a = useWords(alarmWords);
  const shipped = useShippedText();
  const steps = draft.steps.toSorted((x, y) => x.withinSec - y.withinSec);
  return (
    <section className="card dry-run-card" aria-label={t('preview')}>
      <h2>{t('preview')}</h2>
      <p className="faint">{t('previewHint')}</p>
      <div className="phone-preview" data-testid="phone-preview">
        <strong>{w('title', { name: shipped(draft.name) })}</strong>
        <p className="cell-sub">{w('doneOf', { done: 0, all: steps.length })}</p>
        <ol className="playbook-steps">
          {steps.map((step) => (
            <li key={step.key}>
              <div className="playbook-step">
                <input type="checkbox" disabled aria-label={shipped(step.title)} />
                <span>
                  <strong>{shipped(step.title) || '—'}</strong>{' '}
                  <span className="cell-sub">{a(`post.${step.post as Post}`)}</span>
                </span>
                <span className="cell-sub">
                  {t('left', { time: withinText(step.withinSec, t) })}
                </span>
              </div>
              <div className="playbook-items">
                {step.items.map((item, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place
                  <div key={i} className="playbook-step">
                    <input type="checkbox" disabled aria-label={shipped(item)} />
                    <span>{shipped(item) || '—'}</span>
                  </div>
                ))}
              </div>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
