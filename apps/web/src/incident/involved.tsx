import { incidentParts } from '@anyuan/contracts/incident.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useMay } from '../platform/session.ts';
import type { PartProps } from './part.ts';
import { Act, Choice, Field, Say } from './say.tsx';
import { incidentWords } from './words.ts';

/** People involved. A whole name is shown for a reason, until the page is left. */
export function Involved({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const mayHandle = useMay('incident.handle');
  const [whole, setWhole] = useState<Readonly<Record<string, string>>>({});
  const params = { incidentId: incident.id };
  const isOpen = incident.state !== 'reviewed' && incident.mergedIntoId === null;
  const reveal = async (involvedId: string, reason: string) => {
    const { name } = await call('revealInvolved', { params, body: { involvedId, reason } });
    setWhole((known) => ({ ...known, [involvedId]: name }));
  };
  return (
    <section className="card">
      <h2>{t('people')}</h2>
      {incident.people.length === 0 && <p className="unknown">—</p>}
      <ul className="incident-lines">
        {incident.people.map((p) => (
          <li key={p.id}>
            <strong>{whole[p.id] ?? p.name}</strong> · {t(`part.${p.part}`)}
            {mayHandle && p.shortened && !whole[p.id] && (
              <Say
                label={t('reveal')}
                hint={t('revealReason')}
                max={200}
                onSay={(reason) => reveal(p.id, reason)}
                onDone={() => {}}
              />
            )}
          </li>
        ))}
      </ul>
      {isOpen && mayHandle && <AddPerson incident={incident} onDone={onDone} />}
    </section>
  );
}

const empty = () => ({
  involvedId: newId(),
  name: '',
  minor: true,
  part: 'victim' as (typeof incidentParts)[number],
});

function AddPerson({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const [given, setGiven] = useState(empty);
  const put = (change: Partial<typeof given>) => setGiven((g) => ({ ...g, ...change }));
  return (
    <Act
      label={t('addPerson')}
      ready={given.name.trim() !== ''}
      onDo={() => call('addInvolved', { params: { incidentId: incident.id }, body: given })}
      onDone={() => {
        setGiven(empty());
        onDone();
      }}
    >
      <Field label={t('name')}>
        <input
          className="input"
          maxLength={60}
          value={given.name}
          onChange={(event) => put({ name: event.target.value })}
        />
      </Field>
      <Choice
        label={t('people')}
        of={incidentParts}
        word={(part) => t(`part.${part}`)}
        value={given.part}
        onChange={(part) => put({ part })}
      />
      <label className="check-line">
        <input
          type="checkbox"
          checked={given.minor}
          onChange={(event) => put({ minor: event.target.checked })}
        />
        {t('minor')}
      </label>
    </Act>
  );
}
