import type { PlaceDraft, PlaceView } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { Select, Tabs } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { type Changed, PlaceDetail } from './place-detail.tsx';
import { newDraft, PlaceForm } from './place-form.tsx';
import { PlaceHistory } from './place-history.tsx';
import { childrenOf } from './place-order.ts';
import { type Adding, PlaceTreePanel } from './place-tree.tsx';
import './places.css';
import './plan.css';
import { placeWords } from './words.ts';

const SchoolMap = lazy(() => import('./school-map.tsx'));

/** What was done last, with the way back. */
function DoneBar(props: { what: string; schoolId: string; onTree: (tree: PlaceTree) => void }) {
  const t = useWords(placeWords);
  const doing = useDoing();
  const { schoolId } = props;
  const undo = () =>
    doing.run(async () => {
      const { changes } = await call('listPlaceChanges', { params: { schoolId } });
      const changeId = changes[0]?.id;
      if (changeId === undefined) return;
      props.onTree(await call('undoPlaceChange', { params: { schoolId, changeId } }));
    });
  return (
    <p className="notice notice-plain" role="status" data-testid="place-done">
      {props.what}
      {doing.advice && ` · ${doing.advice}`}
      <button
        type="button"
        className="btn btn-quiet"
        disabled={doing.busy}
        onClick={() => void undo()}
      >
        {t('undo')}
      </button>
    </p>
  );
}

function AddCard(props: {
  tree: PlaceTree;
  adding: Adding;
  onDone: (tree: PlaceTree, id: string) => void;
  onCancel: () => void;
}) {
  const { tree, adding, onDone, onCancel } = props;
  const t = useWords(placeWords);
  const doing = useDoing();
  const [id] = useState(newId);
  const save = (draft: PlaceDraft) =>
    void doing.run(async () => {
      const body = { id, ...adding, draft };
      onDone(await call('addPlace', { params: { schoolId: tree.schoolId }, body }), id);
    });
  return (
    <section className="card">
      <h2>{t(`kind.${adding.kind}`)}</h2>
      <PlaceForm
        tree={tree}
        kind={adding.kind}
        placeId={null}
        start={newDraft}
        busy={doing.busy}
        advice={doing.advice}
        onSave={save}
        onCancel={onCancel}
      />
    </section>
  );
}

/** The first thing worth seeing: a floor that has a plan, else the campus. */
function firstOf(tree: PlaceTree): PlaceView | undefined {
  const planned = new Set(tree.plans.map((p) => p.placeId));
  return (
    tree.places.find((p) => p.kind === 'floor' && planned.has(p.id)) ?? childrenOf(tree, null)[0]
  );
}

function SchoolPlaces({ schoolId }: { schoolId: string }) {
  const t = useWords(placeWords);
  const p = useWords(platformWords);
  const {
    value: tree,
    advice,
    put,
  } = useLoaded(`places ${schoolId}`, (signal) =>
    call('showPlaces', { params: { schoolId }, signal }),
  );
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [adding, setAdding] = useState<Adding | null>(null);
  const [done, setDone] = useState<{ what: string; undoable: boolean } | null>(null);
  if (!tree) return <p className="faint">{advice ?? p('loading')}</p>;
  const chosen = tree.places.find((x) => x.id === chosenId && !x.archived) ?? firstOf(tree);
  const take = ({ tree: next, what }: Changed) => {
    setDone({ what, undoable: next.places !== tree.places });
    put(next);
  };
  const takeBack = (next: PlaceTree) => {
    setDone(null);
    put(next);
  };
  return (
    <>
      {done?.undoable && <DoneBar what={done.what} schoolId={schoolId} onTree={takeBack} />}
      <div className="places-columns">
        <PlaceTreePanel
          tree={tree}
          chosenId={chosen?.id ?? null}
          onChoose={(place) => {
            setAdding(null);
            setChosenId(place.id);
          }}
          onAdd={setAdding}
        />
        <div className="place-detail">
          {adding ? (
            <AddCard
              key={`${adding.kind} ${adding.parentId}`}
              tree={tree}
              adding={adding}
              onCancel={() => setAdding(null)}
              onDone={(next, id) => {
                setAdding(null);
                setChosenId(id);
                take({
                  tree: next,
                  what: t('done', { what: next.places.find((x) => x.id === id)?.name ?? '' }),
                });
              }}
            />
          ) : (
            chosen && <PlaceDetail tree={tree} place={chosen} onChanged={take} />
          )}
          {tree.mayManage && <PlaceHistory tree={tree} onTree={takeBack} />}
        </div>
      </div>
    </>
  );
}

/** Campuses, buildings, floors and zones with their plans; and all schools on a map. */
export default function PlacesPage() {
  const t = useWords(placeWords);
  const p = useWords(platformWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const { value, advice } = useLoaded('schools', (signal) => call('listSchools', { signal }));
  const schools = value?.schools ?? [];
  const schoolId = chosen ?? schools[0]?.id ?? null;
  return (
    <div className="page" data-testid="places-page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {schools.length > 1 && (
          <Select
            aria-label={t('school')}
            className="school-choice"
            value={schoolId}
            onChange={setChosen}
            options={schools.map((s) => ({ value: s.id, label: s.name }))}
          />
        )}
      </div>
      {!value && <p className="faint">{advice ?? p('loading')}</p>}
      {schoolId && (
        <Tabs
          items={[
            {
              key: 'tree',
              label: t('tabTree'),
              children: <SchoolPlaces key={schoolId} schoolId={schoolId} />,
            },
            {
              key: 'map',
              label: t('tabMap'),
              children: (
                <Suspense fallback={<p className="faint">{p('loading')}</p>}>
                  <SchoolMap />
                </Suspense>
              ),
            },
          ]}
        />
      )}
    </div>
  );
}
