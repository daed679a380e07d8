import { changesBetween, type Row } from './changes.ts';
import { useWords } from './i18n.ts';
import { dateTime } from './time.ts';
import { useDoing } from './use-call.ts';
import { versionWords } from './version-words.ts';
import './versions.css';

/** A version as its page shows it. */
export interface Saved {
  version: number;
  savedAt: number | null;
  savedBy: string | null;
  removed: boolean;
  rows: readonly Row[];
  /** Why, where somebody said so. */
  note?: string;
  /** What the first one is called where it is not what ships. */
  name?: string;
}

/** Before and after, line by line. */
export function Changes({ before, after }: { before: readonly Row[]; after: readonly Row[] }) {
  const t = useWords(versionWords);
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="faint">{t('nothing')}</p>;
  return (
    <dl className="changes">
      {changes.map((c) => (
        <div key={c.label}>
          <dt>{c.label}</dt>
          <dd>
            {c.before !== null && <del>{c.before}</del>}
            {c.before !== null && <span aria-hidden> → </span>}
            <ins>{c.after ?? t('none')}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function nameOf(t: ReturnType<typeof useWords<keyof typeof versionWords.zh>>, v: Saved): string {
  if (v.name !== undefined) return v.name;
  return v.version === 0 ? t('shipped') : t('version', { n: v.version });
}

/** Every version, newest first, with who, when and what it changed; any can be brought back. */
export function VersionHistory(props: {
  versions: readonly Saved[];
  mayRestore: boolean;
  busy: boolean;
  /** What restoring does not bring back, if anything. */
  note?: string | null;
  onRestore: (version: number) => void;
}) {
  const { versions, mayRestore, busy, note, onRestore } = props;
  const t = useWords(versionWords);
  return (
    <details className="versions">
      <summary>{t('history')}</summary>
      {note && <p className="field-hint">{note}</p>}
      <ol>
        {versions.map((v, i) => {
          const before = versions[i + 1];
          return (
            <li key={v.version} data-testid="version">
              <div className="versions-head">
                <strong>{nameOf(t, v)}</strong>
                {v.removed && <span className="tag">{t('removed')}</span>}
                {v.savedAt !== null && (
                  <span className="cell-sub">
                    {t('by', { name: v.savedBy ?? '—', time: dateTime(v.savedAt).slice(0, 16) })}
                  </span>
                )}
                {i === 0 && <span className="tag">{t('current')}</span>}
                {mayRestore && (i > 0 || v.removed) && (
                  <button
                    type="button"
                    className="btn"
                    disabled={busy}
                    onClick={() => onRestore(v.version)}
                  >
                    {t('restore')}
                  </button>
                )}
              </div>
              {v.note !== undefined && <p className="cell-sub">{v.note}</p>}
              {before && <Changes before={before.rows} after={v.rows} />}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

/** Somebody saved meanwhile: what they changed, and what to do with one's own. Nothing typed is lost. */
export function ConflictBox(props: {
  base: readonly Row[];
  theirs: Saved;
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { base, theirs, busy } = props;
  const t = useWords(versionWords);
  const { savedAt, savedBy, version: n } = theirs;
  const time = savedAt === null ? '—' : dateTime(savedAt).slice(11, 16);
  return (
    <div className="conflict" role="alert" data-testid="conflict">
      <strong>{t('conflictTitle', { name: savedBy ?? '—', time, n })}</strong>
      <p>{t('conflict')}</p>
      <Changes before={base} after={theirs.rows} />
      <div className="row-actions">
        <button
          type="button"
          className="btn"
          data-testid="conflict-keep"
          disabled={busy}
          onClick={props.onKeepMine}
        >
          {t('keepMine')}
        </button>
        <button
          type="button"
          className="btn"
          data-testid="conflict-take"
          disabled={busy}
          onClick={props.onTakeTheirs}
        >
          {t('takeTheirs', { n })}
        </button>
      </div>
    </div>
  );
}

/** What was just done, and the way back. */
export function DoneLine(props: { text: string; onUndo: (() => Promise<unknown>) | null }) {
  const t = useWords(versionWords);
  const doing = useDoing();
  const { text, onUndo } = props;
  return (
    <p className="notice notice-plain" role="status" data-testid="done">
      {text}
      {onUndo && (
        <button
          type="button"
          className="btn"
          data-testid="undo"
          disabled={doing.busy}
          onClick={() => void doing.run(onUndo)}
        >
          {t('undo')}
        </button>
      )}
      {doing.advice}
    </p>
  );
}
