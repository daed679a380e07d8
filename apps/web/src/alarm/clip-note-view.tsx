import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { noteParts } from './note-parts.ts';
import { pageWords } from './page-words.ts';
import { alarmWords } from './words.ts';

const engines: Record<string, string> = { 'sense-voice': 'SenseVoice', paraformer: 'Paraformer' };

/** What the terminal wrote down of this clip: seen only by who hears it, and deleted with it. */
export function ClipNoteView({ note }: { note: ClipNote }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  const level = (value: number) => a(`confidence.${value as 0 | 1 | 2 | 3 | 4}`);
  const { before, after } = note;
  const moved = after > before ? 'noteRaised' : after < before ? 'noteLowered' : 'noteKept';
  return (
    <div className="clip-note" data-testid="clip-note">
      <p>
        <strong>{t('noteTitle')}</strong>{' '}
        <span className="faint">
          {t('noteBy', { engine: engines[note.engine] ?? note.engine })}
        </span>
      </p>
      <blockquote>
        {note.transcript === '' && <span className="unknown">{t('noteEmpty')}</span>}
        {noteParts(note).map(({ text, is, at }) =>
          is === 'plain' ? (
            <span key={at}>{text}</span>
          ) : (
            <mark
              key={at}
              className={`note-${is}`}
              title={t(is === 'insult' ? 'noteInsult' : 'noteHelp')}
            >
              {text}
            </mark>
          ),
        )}
      </blockquote>
      <p className="cell-sub">
        {t(moved, { before: level(before), after: level(after) })}
        {note.insults.length > 0 && ` · ${t('noteInsults', { words: listed(note.insults) })}`}
      </p>
      <p className="field-hint">{t('noteHint')}</p>
    </div>
  );
}
