import type { PlaceView } from '@anyuan/contracts/places.ts';
import type { PlaceTree } from '@anyuan/contracts/routes/place-editing.ts';
import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useMay } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import { placeWords } from './words.ts';

interface PlaceTerminalsProps {
  tree: PlaceTree;
  zone: PlaceView;
  onTree: (tree: PlaceTree) => void;
}

function zoneOptions(tree: PlaceTree) {
  const zones = tree.places.filter((p) => p.kind === 'zone' && !p.archived);
  const parent = (id: string | null) => tree.places.find((p) => p.id === id)?.name ?? '';
  return zones.map((z) => ({ value: z.id, label: `${parent(z.parentId)} · ${z.name}` }));
}

/** Terminals of a zone: added, renamed by moving them, ended and taken back. */
export function PlaceTerminals({ tree, zone, onTree }: PlaceTerminalsProps) {
  const t = useWords(placeWords);
  const may = useMay('terminal.manage');
  const doing = useDoing();
  const [name, setName] = useState('');
  const { schoolId } = tree;
  const here = tree.terminals.filter((x) => x.zoneId === zone.id);
  const removed = tree.removedTerminals.filter((x) => x.zoneId === zone.id);
  const paramsOf = (id: string) => ({ schoolId, placedTerminalId: id });
  const add = () =>
    doing.run(async () => {
      const body = { id: newId(), name: name.trim(), zoneId: zone.id };
      onTree(await call('addTerminal', { params: { schoolId }, body }));
      setName('');
    });
  const move = (id: string, itsName: string, zoneId: string) =>
    doing.run(async () =>
      onTree(await call('editTerminal', { params: paramsOf(id), body: { name: itsName, zoneId } })),
    );
  const end = (id: string, isRemoved: boolean) =>
    doing.run(async () =>
      onTree(await call('removeTerminal', { params: paramsOf(id), body: { removed: isRemoved } })),
    );
  return (
    <section className="place-terminals">
      <h3>{t('terminals')}</h3>
      <ul>
        {here.map((x) => (
          <li key={x.id}>
            <Link href={`/terminals/${x.id}`}>{x.name}</Link>
            {may && (
              <>
                <Select
                  aria-label={t('moveTerminal')}
                  value={x.zoneId}
                  options={zoneOptions(tree)}
                  onChange={(zoneId) => void move(x.id, x.name, zoneId)}
                />
                <button
                  type="button"
                  className="btn btn-quiet"
                  onClick={() => void end(x.id, true)}
                >
                  {t('removeTerminal')}
                </button>
              </>
            )}
          </li>
        ))}
        {may &&
          removed.map((x) => (
            <li key={x.id} className="faint">
              {x.name}
              <button type="button" className="btn btn-quiet" onClick={() => void end(x.id, false)}>
                {t('restore')}
              </button>
            </li>
          ))}
      </ul>
      {!may && here.length === 0 && <p className="faint">{t('terminalsByAdmin')}</p>}
      {may && (
        <div className="place-actions">
          <input
            className="input"
            aria-label={t('addTerminal')}
            placeholder={t('terminalName')}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <button
            type="button"
            className="btn"
            disabled={name.trim() === '' || doing.busy}
            onClick={() => void add()}
          >
            {t('addTerminal')}
          </button>
        </div>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}
