import type { FloorPlanVersion, PlaceDraft, PlaceView } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { PlaceForm } from './place-form.tsx';
import { childrenOf, draftOf, drawnOn, onPlanOf } from './place-order.ts';
import { PlaceTerminals } from './place-terminals.tsx';
import { PlanEditor } from './plan-editor.tsx';
import { placeWords } from './words.ts';

export interface Changed {
  tree: PlaceTree;
  what: string;
}

interface PlaceDetailProps {
  tree: PlaceTree;
  place: PlaceView;
  onChanged: (changed: Changed) => void;
}

function PlanOf({
  tree,
  place,
  onTree,
}: {
  tree: PlaceTree;
  place: PlaceView;
  onTree: () => void;
}) {
  const p = useWords(platformWords);
  const { schoolId } = tree;
  const { value, advice, put } = useLoaded(`plan ${place.id}`, (signal) =>
    call('showFloorPlan', { params: { schoolId, placeId: place.id }, query: {}, signal }),
  );
  if (!value) return <p className="faint">{advice ?? p('loading')}</p>;
  const take = (saved: FloorPlanVersion) => {
    put(saved);
    onTree();
  };
  return (
    <PlanEditor
      key={`${place.id} ${value.version}`}
      schoolId={schoolId}
      saved={value}
      on={onPlanOf(tree, place)}
      mayEdit={tree.mayManage}
      isCampus={place.kind === 'campus'}
      onSaved={take}
    />
  );
}

/** Order among neighbours: before the one before, or before the one after the next. */
function beforeOf(tree: PlaceTree, place: PlaceView, by: -1 | 1): string | null | undefined {
  const order = childrenOf(tree, place.parentId);
  const at = order.findIndex((p) => p.id === place.id);
  if (by < 0) return order[at - 1]?.id;
  return at + 1 < order.length ? (order[at + 2]?.id ?? null) : undefined;
}

export function PlaceDetail({ tree, place, onChanged }: PlaceDetailProps) {
  const t = useWords(placeWords);
  const doing = useDoing();
  const { schoolId } = tree;
  const params = { schoolId, placeId: place.id };
  const basedOn = place.version;
  const act = (what: string, work: () => Promise<PlaceTree>) =>
    void doing.run(async () => onChanged({ tree: await work(), what }));
  const save = (draft: PlaceDraft) =>
    act(t('done', { what: draft.name }), () =>
      call('editPlace', { params, body: { basedOn, draft } }),
    );
  const move = (by: -1 | 1) => {
    const beforeId = beforeOf(tree, place, by);
    if (beforeId === undefined) return;
    const body = { basedOn, parentId: place.parentId, beforeId };
    act(t('done', { what: place.name }), () => call('movePlace', { params, body }));
  };
  const remove = () =>
    act(t('doneRemoved', { name: place.name }), () =>
      call('removePlace', { params, body: { basedOn } }),
    );
  const sheet = drawnOn(tree, place);
  return (
    <div className="place-detail">
      <section className="card">
        <div className="plan-head">
          <h2>{place.name}</h2>
          <span className="tag">{t(`kind.${place.kind}`)}</span>
          <span className="plan-head-gap" />
          {tree.mayManage && (
            <>
              <button
                type="button"
                className="btn btn-quiet"
                title={t('up')}
                aria-label={t('up')}
                disabled={beforeOf(tree, place, -1) === undefined}
                onClick={() => move(-1)}
              >
                <Icon name="up" size={18} />
              </button>
              <button
                type="button"
                className="btn btn-quiet"
                title={t('down')}
                aria-label={t('down')}
                disabled={beforeOf(tree, place, 1) === undefined}
                onClick={() => move(1)}
              >
                <Icon name="down" size={18} />
              </button>
              <button
                type="button"
                className="btn btn-quiet"
                data-testid="place-remove"
                disabled={doing.busy}
                onClick={remove}
              >
                <Icon name="remove" size={18} />
                {t('remove')}
              </button>
            </>
          )}
        </div>
        {tree.mayManage ? (
          <PlaceForm
            key={`${place.id} ${place.version}`}
            tree={tree}
            kind={place.kind}
            placeId={place.id}
            start={draftOf(place)}
            busy={doing.busy}
            advice={doing.advice}
            onSave={save}
          />
        ) : (
          <p className="faint">{t('onlyShow')}</p>
        )}
        {place.kind === 'zone' && (
          <PlaceTerminals
            tree={tree}
            zone={place}
            onTree={(next) => onChanged({ tree: next, what: t('done', { what: place.name }) })}
          />
        )}
      </section>
      {sheet && (
        <PlanOf
          key={sheet.id}
          tree={tree}
          place={sheet}
          onTree={() =>
            onChanged({ tree: withPlan(tree, sheet.id), what: t('done', { what: t('plan') }) })
          }
        />
      )}
    </div>
  );
}

/** The tree shows at once that there is a plan now. */
function withPlan(tree: PlaceTree, placeId: string): PlaceTree {
  if (tree.plans.some((p) => p.placeId === placeId)) return tree;
  return { ...tree, plans: [...tree.plans, { placeId, version: 1 }] };
}
