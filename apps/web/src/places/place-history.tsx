import type { PlaceChange, PlaceState } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { deviceWords } from '../devices/words.ts';
import { call } from '../platform/api.ts';
import { type Say, useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { placeWords } from './words.ts';

type PlaceSay = Say<keyof typeof placeWords.zh>;

/** What an edit did, in one word. */
function whatOf({ before, after }: PlaceChange, t: PlaceSay): string {
  if (before === null) return t('changeMade');
  if (before.archived !== after.archived)
    return t(after.archived ? 'changeRemoved' : 'changeRestored');
  return t('changeEdited');
}

/** "东侧卫生间 · 卫生间": what of a place a person would notice. */
function looks(state: PlaceState | null, kindOf: (kind: string) => string): string {
  if (state === null) return '—';
  const where =
    state.latitude === null
      ? ''
      : ` · ${state.latitude.toFixed(4)}, ${(state.longitude ?? 0).toFixed(4)}`;
  return `${state.name}${state.zoneKind ? ` · ${kindOf(state.zoneKind)}` : ''}${where}`;
}

/** Who changed what when, each to be taken back while nothing else happened to the place. */
export function PlaceHistory({
  tree,
  onTree,
}: {
  tree: PlaceTree;
  onTree: (tree: PlaceTree) => void;
}) {
  const t = useWords(placeWords);
  const d = useWords(deviceWords);
  const doing = useDoing();
  const { schoolId } = tree;
  const stamp = tree.places.reduce((sum, p) => sum + p.version, 0);
  const { value } = useLoaded(`place changes ${schoolId} ${stamp}`, (signal) =>
    call('listPlaceChanges', { params: { schoolId }, signal }),
  );
  const undo = (changeId: string) =>
    doing.run(async () =>
      onTree(await call('undoPlaceChange', { params: { schoolId, changeId } })),
    );
  const kindOf = (kind: string) => d(`zone.${kind}` as keyof typeof deviceWords.zh);
  const changes = value?.changes ?? [];
  return (
    <details className="card place-history">
      <summary>{t('changes')}</summary>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {value && changes.length === 0 && <p className="faint">{t('noChanges')}</p>}
      <ul>
        {changes.map((change) => (
          <li key={change.id}>
            <span className="cell-sub">
              {dateTime(change.at)} · {change.by ?? '—'} · {whatOf(change, t)}
            </span>
            <span>
              {change.before && <del>{looks(change.before, kindOf)}</del>}{' '}
              {looks(change.after, kindOf)}
            </span>
            <button type="button" className="btn btn-quiet" onClick={() => void undo(change.id)}>
              {t('undo')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
