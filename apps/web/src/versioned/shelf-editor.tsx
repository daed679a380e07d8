import { type ReactNode, useState } from 'react';
import { ApiError } from '../platform/api.ts';
import { changesBetween, type Row } from '../platform/changes.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { versionWords } from '../platform/version-words.ts';
import { Changes, ConflictBox, type Saved, VersionHistory } from '../platform/versions.tsx';
import { useShippedText } from './shipped-words.ts';
import type { Shelf } from './use-shelf.ts';
import { basedOnOf, type Kind, type Opened, ownOf, type Version } from './versioned.ts';

interface ShelfEditorProps<V extends Version, D> {
  kind: Kind<V, D>;
  shelf: Shelf<V, D>;
  opened: Opened<V, D>;
  schoolId: string;
  mayManage: boolean;
  newName: string;
  /** A draft as text, for changes, histories and conflicts. */
  rowsOf: (draft: D) => readonly Row[];
  fields: (draft: D, onDraft: (draft: D) => void) => ReactNode;
}

/**
 * One plan or playbook being edited. What was typed is kept whatever happens: a refusal says what to
 * mend, and when somebody else saved meanwhile both versions are at hand.
 */
export function ShelfEditor<V extends Version, D>(props: ShelfEditorProps<V, D>) {
  const { kind, shelf, opened, schoolId, mayManage, rowsOf } = props;
  const { key, base, draft } = opened;
  const t = useWords(versionWords);
  const shipped = useShippedText();
  const { busy, advice, run, clear } = useDoing();
  const [theirs, setTheirs] = useState<V | null>(null);
  const at = { schoolId, key };
  const before = base ? rowsOf(kind.draftOf(base)) : [];
  const isChanged = base === null || changesBetween(before, rowsOf(draft)).length > 0;
  const savedOf = (v: V): Saved => ({ ...v, rows: rowsOf(kind.draftOf(v)) });
  // What the server said was about what stood there before.
  const onDraft = (next: D) => {
    clear();
    shelf.edit(next);
  };

  const save = (basedOn: number) =>
    void run(async () => {
      try {
        const next = await kind.save(at, { basedOn, draft });
        setTheirs(null);
        shelf.saved(next, opened);
      } catch (thrown) {
        const isConflict = thrown instanceof ApiError && thrown.code === 'edit.changedMeanwhile';
        if (!isConflict) throw thrown;
        setTheirs(ownOf(await kind.list(schoolId), key) ?? null);
      }
    });
  const restore = (version: number) =>
    void run(async () => {
      shelf.saved(await kind.restore(at, { basedOn: basedOnOf(base), version }), opened);
    });

  return (
    <section className="card plan-editor" data-testid={`${kind.name}-${key}`}>
      <h2>
        {shipped(kind.nameOf(draft)) || props.newName}{' '}
        <span className="cell-sub">{stateOf(base, t)}</span>
      </h2>
      {props.fields(draft, onDraft)}
      {base && isChanged && (
        <div data-testid={`${kind.name}-changes`}>
          <h3>{t('unsaved')}</h3>
          <Changes before={before} after={rowsOf(draft)} />
        </div>
      )}
      {theirs && (
        <ConflictBox
          base={before}
          theirs={savedOf(theirs)}
          busy={busy}
          onKeepMine={() => save(theirs.version)}
          onTakeTheirs={() => {
            setTheirs(null);
            shelf.open(theirs);
          }}
        />
      )}
      {advice && (
        <p className="notice" role="alert">
          {advice}
        </p>
      )}
      {mayManage && !theirs && (
        <div className="plan-line">
          <button
            type="button"
            className="btn btn-primary"
            data-testid={`${kind.name}-save`}
            disabled={busy || !isChanged}
            onClick={() => save(basedOnOf(base))}
          >
            {t('save')}
          </button>
          {base && isChanged && (
            <button
              type="button"
              className="btn btn-quiet"
              onClick={() => onDraft(kind.draftOf(base))}
            >
              {t('reset')}
            </button>
          )}
        </div>
      )}
      {base && <History {...props} base={base} busy={busy} savedOf={savedOf} onRestore={restore} />}
    </section>
  );
}

function stateOf(base: Version | null, t: ReturnType<typeof useWords<VersionKey>>): string {
  if (base === null) return t('notSaved');
  return base.version === 0 ? t('shipped') : t('version', { n: base.version });
}
type VersionKey = keyof typeof versionWords.zh;

function History<V extends Version, D>(
  props: Pick<ShelfEditorProps<V, D>, 'kind' | 'schoolId' | 'mayManage'> & {
    base: V;
    busy: boolean;
    savedOf: (version: V) => Saved;
    onRestore: (version: number) => void;
  },
) {
  const { kind, schoolId, base, mayManage, savedOf } = props;
  const { key, version } = base;
  const { value } = useLoaded(`${kind.name} ${schoolId} ${key} ${version}`, (signal) =>
    kind.versions({ schoolId, key }, signal),
  );
  return (
    <VersionHistory
      versions={(value ?? []).map(savedOf)}
      mayRestore={mayManage}
      busy={props.busy}
      onRestore={props.onRestore}
    />
  );
}
