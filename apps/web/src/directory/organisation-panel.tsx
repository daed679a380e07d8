import type { OrganisationView } from '@anyuan/contracts/people.ts';
import { useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { directoryWords } from './words.ts';

interface PanelProps {
  organisations: readonly OrganisationView[];
  mayManage: boolean;
  chosenId: string | null;
  onChoose: (id: string | null) => void;
  onEdit: (unit: OrganisationView | 'new') => void;
}

/** Along the police line; who has no police above it in sight stands at the top. */
function childrenOf(units: readonly OrganisationView[], parentId: string | null) {
  const ids = new Set(units.map((u) => u.id));
  return units.filter((u) => {
    const parent = u.policeParentId !== null && ids.has(u.policeParentId) ? u.policeParentId : null;
    return parent === parentId;
  });
}

function Branch(props: PanelProps & { unit: OrganisationView; depth: number }) {
  const { unit, depth, organisations, chosenId, mayManage, onChoose, onEdit } = props;
  const t = useWords(directoryWords);
  if (depth > 12) return null;
  return (
    <li>
      <div className="tree-row">
        <button
          type="button"
          className="tree-node"
          style={{ paddingLeft: 12 + depth * 18 }}
          aria-current={chosenId === unit.id ? 'true' : undefined}
          onClick={() => onChoose(unit.id)}
        >
          <Icon name={unit.kind === 'school' ? 'building' : 'shield'} size={18} />
          <span className={unit.archived ? 'tree-name faint' : 'tree-name'}>{unit.name}</span>
          <span className="tree-sign">{unit.archived ? t('disabled') : unit.people}</span>
        </button>
        {mayManage && chosenId === unit.id && (
          <button type="button" className="btn btn-quiet tree-add" onClick={() => onEdit(unit)}>
            {t('edit')}
          </button>
        )}
      </div>
      <ul>
        {childrenOf(organisations, unit.id).map((child) => (
          <Branch key={child.id} {...props} unit={child} depth={depth + 1} />
        ))}
      </ul>
    </li>
  );
}

export function OrganisationPanel(props: PanelProps) {
  const { organisations, chosenId, mayManage, onChoose, onEdit } = props;
  const t = useWords(directoryWords);
  return (
    <nav className="card tree" aria-label={t('organisations')}>
      <button
        type="button"
        className="tree-node"
        aria-current={chosenId === null ? 'true' : undefined}
        onClick={() => onChoose(null)}
      >
        <Icon name="people" size={18} />
        <span className="tree-name">{t('all')}</span>
      </button>
      <ul>
        {childrenOf(organisations, null).map((unit) => (
          <Branch key={unit.id} {...props} unit={unit} depth={0} />
        ))}
      </ul>
      {mayManage && (
        <button
          type="button"
          className="btn btn-quiet tree-add"
          data-testid="organisation-add"
          onClick={() => onEdit('new')}
        >
          <Icon name="plus" size={16} />
          {t('addOrganisation')}
        </button>
      )}
    </nav>
  );
}
