import { useWords } from '../platform/i18n.ts';
import { versionWords } from '../platform/version-words.ts';
import { useShippedText } from './shipped-words.ts';
import type { Shelf } from './use-shelf.ts';
import type { Kind, Version } from './versioned.ts';

interface ShelfListProps<V extends Version, D> {
  kind: Kind<V, D>;
  shelf: Shelf<V, D>;
  mayManage: boolean;
  words: { title: string; order?: string; create: string; newName: string };
  /** The second line of an entry. */
  lineOf: (version: V) => string;
}

/** What a school has, in its order, with what can be done to the one that is open; out of use comes last. */
export function ShelfList<V extends Version, D>(props: ShelfListProps<V, D>) {
  const { kind, shelf, mayManage, words } = props;
  const t = useWords(versionWords);
  const shipped = useShippedText();
  const { opened } = shelf;
  const all = shelf.all ?? [];
  const nameOf = (version: V) => shipped(kind.nameOf(kind.draftOf(version)));
  return (
    <nav className="plan-list" aria-label={words.title}>
      {words.order && <p className="faint">{words.order}</p>}
      <ol>
        {kind.inOrder(all).map((version) => (
          <li key={`${version.key} ${version.schoolId}`}>
            <button
              type="button"
              className="plan-entry"
              data-testid={`open-${kind.name}-${version.key}`}
              aria-current={opened?.key === version.key ? 'true' : undefined}
              onClick={() => shelf.open(version)}
            >
              <strong>{nameOf(version)}</strong>
              <span className="cell-sub">{props.lineOf(version)}</span>
            </button>
            {mayManage && opened?.key === version.key && <Tools {...props} version={version} />}
          </li>
        ))}
        {opened?.base === null && (
          <li>
            <div className="plan-entry" aria-current="true">
              <strong>{kind.nameOf(opened.draft) || words.newName}</strong>
              <span className="cell-sub">{t('notSaved')}</span>
            </div>
          </li>
        )}
      </ol>
      {mayManage && (
        <button
          type="button"
          className="btn"
          data-testid={`${kind.name}-create`}
          disabled={shelf.busy}
          onClick={() => shelf.create(words.newName)}
        >
          {words.create}
        </button>
      )}
      <OutOfUse {...props} gone={all.filter((version) => version.removed)} nameOf={nameOf} />
    </nav>
  );
}

function Tools<V extends Version, D>(props: ShelfListProps<V, D> & { version: V }) {
  const { kind, shelf, version } = props;
  const t = useWords(versionWords);
  const name = kind.nameOf(kind.draftOf(version));
  return (
    <div className="entry-tools">
      <button
        type="button"
        className="btn"
        data-testid={`${kind.name}-copy`}
        disabled={shelf.busy}
        onClick={() => shelf.copy(version, t('copyOf', { name }))}
      >
        {t('copy')}
      </button>
      {kind.mayRemove(version) && (
        <button
          type="button"
          className="btn"
          data-testid={`${kind.name}-remove`}
          disabled={shelf.busy}
          onClick={() => shelf.remove(version)}
        >
          {t('remove')}
        </button>
      )}
    </div>
  );
}

function OutOfUse<V extends Version, D>(
  props: ShelfListProps<V, D> & { gone: readonly V[]; nameOf: (version: V) => string },
) {
  const { kind, shelf, mayManage, gone, nameOf } = props;
  const t = useWords(versionWords);
  if (gone.length === 0) return null;
  return (
    <>
      <h3>{t('outOfUse')}</h3>
      <ul>
        {gone.map((version) => (
          <li key={version.key} className="plan-gone">
            <span>{nameOf(version)}</span>
            {mayManage && (
              <button
                type="button"
                className="btn"
                data-testid={`${kind.name}-put-back`}
                disabled={shelf.busy}
                onClick={() => shelf.putBack(version)}
              >
                {t('putBack')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
