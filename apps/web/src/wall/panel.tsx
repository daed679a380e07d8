import type { WallPanel } from '@anyuan/contracts/figure-lists.ts';
import type { Figure, FiguresReply } from '@anyuan/contracts/figures.ts';
import { type ReactNode, useId, useState } from 'react';
import { useLocale, useWords } from '../platform/i18n.ts';
import { clockTime } from '../platform/time.ts';
import { percent } from './attention.ts';
import { type FigureNote, notesOf } from './notes.ts';
import { listWords, wallWords } from './words.ts';

/** What a panel being arranged can do. */
export interface Arranging {
  onStep(by: -1 | 1): void;
  onHide(): void;
  /** Another panel was dropped here. */
  onDropped(panel: WallPanel): void;
}

const dragType = 'text/x-anyuan-panel';

export function figuresIn(reply: FiguresReply, keys: readonly Figure['key'][]): Figure[] {
  return keys.flatMap((key) => reply.figures.find((f) => f.key === key) ?? []);
}

/** The quotient as it may be shown: "—" when nothing was counted, or there was nothing to count. */
export function share(figure: Figure): string {
  const { numerator, denominator } = figure;
  if (numerator === null || !denominator) return '—';
  return percent(numerator / denominator);
}

/** A frame with a title; hovering or the keyboard on it shows the formula, and the way to the records. */
export function Panel(props: {
  panel: WallPanel;
  reply: FiguresReply;
  figures: readonly Figure[];
  arranging: Arranging | null;
  children: ReactNode;
}) {
  const { panel, reply, figures, arranging, children } = props;
  const t = useWords(listWords);
  const locale = useLocale();
  const [over, setOver] = useState(false);
  const title = t(`panel.${panel}`);
  return (
    <section
      className={`wall-panel ${over ? 'wall-panel-over' : ''}`}
      aria-label={title}
      data-testid={`panel-${panel}`}
      draggable={arranging !== null}
      onDragStart={(e) => e.dataTransfer.setData(dragType, panel)}
      onDragOver={(e) => {
        if (!arranging) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        setOver(false);
        const dropped = e.dataTransfer.getData(dragType) as WallPanel | '';
        if (dropped !== '' && dropped !== panel) arranging?.onDropped(dropped);
      }}
    >
      <header>
        <h2>{title}</h2>
        {arranging ? (
          <ArrangeButtons title={title} arranging={arranging} />
        ) : (
          <Formula
            title={title}
            asOf={reply.asOf}
            notes={notesOf(panel, { figures, reply, locale })}
          />
        )}
      </header>
      {children}
    </section>
  );
}

function ArrangeButtons({ title: panel, arranging }: { title: string; arranging: Arranging }) {
  const t = useWords(wallWords);
  const { onStep, onHide } = arranging;
  return (
    <span className="wall-arrange">
      <button type="button" aria-label={t('earlier', { panel })} onClick={() => onStep(-1)}>
        ↑
      </button>
      <button type="button" aria-label={t('later', { panel })} onClick={() => onStep(1)}>
        ↓
      </button>
      <button type="button" aria-label={t('hide', { panel })} onClick={onHide}>
        ×
      </button>
    </span>
  );
}

/** Opens on hover and on focus: what was counted, of when, and where it can be looked up. */
function Formula(props: { title: string; asOf: number; notes: readonly FigureNote[] }) {
  const { title, asOf, notes } = props;
  const t = useWords(wallWords);
  const id = useId();
  return (
    <span className="wall-formula">
      <button
        type="button"
        className="wall-formula-open"
        data-testid="formula-open"
        aria-label={`${t('formula')} · ${title}`}
        aria-describedby={id}
      >
        {t('formula')}
      </button>
      <span className="wall-formula-box" role="note" id={id}>
        {notes.map((note) => (
          <Note key={note.key} note={note} asOf={asOf} />
        ))}
      </span>
    </span>
  );
}

function Note({ note, asOf }: { note: FigureNote; asOf: number }) {
  const t = useWords(wallWords);
  const { days, records, filledBy } = note;
  return (
    <span className="wall-formula-one" data-testid={`note-${note.key}`}>
      <strong>
        {note.name} {note.counts}
      </strong>
      <span data-part="formula">{note.formula}</span>
      <span className="faint" data-part="when">
        {days ? `${days.from} – ${days.to}` : t('asOf', { time: clockTime(asOf) })}
      </span>
      <span data-part="records">
        {records ? <a href={records}>{t('records')}</a> : t('filledBy', { what: filledBy ?? '—' })}
      </span>
    </span>
  );
}

/** Name, quotient and both numbers in one line. */
export function FigureLine({ figure, tail }: { figure: Figure; tail?: string | undefined }) {
  const locale = useLocale();
  return (
    <p className="wall-line" data-testid={`figure-${figure.key}`}>
      <span>{figure.name[locale]}</span>
      <strong>{share(figure)}</strong>
      <span className="wall-counts">
        {figure.numerator ?? '—'}/{figure.denominator ?? '—'}
        {tail && ` · ${tail}`}
      </span>
    </p>
  );
}

/** The one number of a panel. */
export function BigFigure({ figure }: { figure: Figure }) {
  return (
    <p className="wall-big" data-testid={`figure-${figure.key}`}>
      <strong>{share(figure)}</strong>
      <span className="wall-counts">
        {figure.numerator ?? '—'}/{figure.denominator ?? '—'}
      </span>
    </p>
  );
}
