import type { PlaceKind, PlaceView } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon, type IconName } from '../platform/icons.tsx';
import { childKinds, childrenOf } from './place-order.ts';
import { placeWords } from './words.ts';

const icons: Record<PlaceKind, IconName> = {
  campus: 'flag',
  building: 'building',
  floor: 'list',
  zone: 'outline',
};

export interface Adding {
  kind: PlaceKind;
  parentId: string | null;
}

interface BranchProps {
  tree: PlaceTree;
  chosenId: string | null;
  onChoose: (place: PlaceView) => void;
  onAdd: (adding: Adding) => void;
}

const addWords = {
  campus: 'addCampus',
  building: 'addBuilding',
  floor: 'addFloor',
  zone: 'addZone',
} as const;

/** Buttons for what may stand in a place. */
function AddButtons(props: { kinds: readonly PlaceKind[]; onAdd: (kind: PlaceKind) => void }) {
  const t = useWords(placeWords);
  return props.kinds.map((kind) => (
    <button
      key={kind}
      type="button"
      className="btn btn-quiet tree-add"
      data-testid={`add-${kind}`}
      onClick={() => props.onAdd(kind)}
    >
      <Icon name="plus" size={16} />
      {t(addWords[kind])}
    </button>
  ));
}

function Branch(props: BranchProps & { place: PlaceView; depth: number }) {
  const { tree, place, chosenId, onChoose, onAdd, depth } = props;
  const children = childrenOf(tree, place.id);
  const terminals = tree.terminals.filter((x) => x.zoneId === place.id);
  const hasPlan = tree.plans.some((p) => p.placeId === place.id);
  const isChosen = place.id === chosenId;
  return (
    <li>
      <button
        type="button"
        className="tree-node"
        style={{ paddingLeft: 12 + depth * 18 }}
        aria-current={isChosen ? 'true' : undefined}
        data-testid={`place-${place.id}`}
        onClick={() => onChoose(place)}
      >
        <Icon name={icons[place.kind]} size={18} />
        <span className="tree-name">{place.name}</span>
        {terminals.length > 0 && (
          <span className="tree-sign" title={terminals.map((x) => x.name).join(', ')}>
            <Icon name="terminal" size={15} />
            {terminals.length}
          </span>
        )}
        {hasPlan && (
          <span className="tree-sign">
            <Icon name="picture" size={15} />
          </span>
        )}
      </button>
      {(children.length > 0 || isChosen) && (
        <ul>
          {children.map((child) => (
            <Branch key={child.id} {...props} place={child} depth={depth + 1} />
          ))}
          {isChosen && tree.mayManage && childKinds[place.kind].length > 0 && (
            <li className="tree-adds" style={{ paddingLeft: 12 + (depth + 1) * 18 }}>
              <AddButtons
                kinds={childKinds[place.kind]}
                onAdd={(kind) => onAdd({ kind, parentId: place.id })}
              />
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

/** 校区 - 楼栋 - 楼层 - 区域, with what may be added where. */
export function PlaceTreePanel(props: BranchProps) {
  const t = useWords(placeWords);
  const { tree, onAdd } = props;
  const campuses = childrenOf(tree, null);
  return (
    <nav className="card tree" aria-label={t('title')}>
      {campuses.length === 0 && <p className="faint">{t('empty')}</p>}
      <ul>
        {campuses.map((place) => (
          <Branch key={place.id} {...props} place={place} depth={0} />
        ))}
      </ul>
      {tree.mayManage && (
        <AddButtons kinds={['campus']} onAdd={(kind) => onAdd({ kind, parentId: null })} />
      )}
    </nav>
  );
}
