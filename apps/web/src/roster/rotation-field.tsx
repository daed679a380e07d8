import { Select } from 'antd';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { rosterWords } from './words.ts';

interface Props {
  people: readonly { id: string; name: string; hasWay: boolean }[];
  rotation: readonly (readonly string[])[];
  onChange: (rotation: string[][]) => void;
}

/** Groups of people who take turns. */
export function RotationField({ people, rotation, onChange }: Props) {
  const t = useWords(rosterWords);
  const options = people.map(({ id, name, hasWay }) => ({
    value: id,
    label: hasWay ? name : t('noWay', { name }),
    title: name,
  }));
  const unreachable = people.filter((p) => !p.hasWay && rotation.flat().includes(p.id));
  const groups = rotation.map((group) => [...group]);
  const put = (index: number, group: string[]) =>
    onChange(groups.map((old, i) => (i === index ? group : old)));
  return (
    <div className="field">
      <span className="field-label">{t('rotation')}</span>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a turn is its place in the order
        <div key={index} className="roster-line">
          <span className="faint">{t('turn', { n: index + 1 })}</span>
          <Select
            mode="multiple"
            style={{ flex: 1, minWidth: 200 }}
            aria-label={t('turn', { n: index + 1 })}
            placeholder={t('choosePerson')}
            showSearch={byLabel}
            value={group}
            options={options}
            onChange={(ids) => put(index, ids)}
          />
          {groups.length > 1 && (
            <button
              type="button"
              className="btn"
              onClick={() => onChange(groups.filter((_, i) => i !== index))}
            >
              {t('removeTurn')}
            </button>
          )}
        </div>
      ))}
      {unreachable.length > 0 && (
        <p className="notice" role="status" data-testid="no-way">
          {t('noWayWarning', { names: unreachable.map((p) => p.name).join(' · ') })}
        </p>
      )}
      <button type="button" className="btn" onClick={() => onChange([...groups, []])}>
        {t('addTurn')}
      </button>
    </div>
  );
}
