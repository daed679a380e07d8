import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { endOfDay, OwnerChoice, useOwners } from './owners.tsx';
import type { PartProps } from './part.ts';
import { Act, Field } from './say.tsx';
import { incidentWords } from './words.ts';

/** 复盘: a conclusion, and if there is one a finding with owner and date. */
export function Review({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const owners = useOwners(incident.id);
  const [conclusion, setConclusion] = useState('');
  const [problem, setProblem] = useState('');
  const [measure, setMeasure] = useState('');
  const [day, setDay] = useState('');
  const [owner, setOwner] = useState('');
  const ownerId = owner || (owners[0]?.id ?? '');
  const hasFinding = problem.trim() !== '';
  const isWhole = !hasFinding || (measure.trim() !== '' && day !== '' && ownerId !== '');
  const findings = hasFinding ? [{ problem, measure, ownerId, dueAt: endOfDay(day) }] : [];
  const params = { incidentId: incident.id };
  return (
    <Act
      label={t('review')}
      primary
      ready={conclusion.trim() !== '' && isWhole}
      onDo={() => call('reviewIncident', { params, body: { conclusion, findings } })}
      onDone={onDone}
    >
      <Field label={t('reviewNote')}>
        <textarea
          className="input"
          value={conclusion}
          onChange={(event) => setConclusion(event.target.value)}
        />
      </Field>
      <div className="incident-form">
        <Field label={t('problem')}>
          <input
            className="input"
            value={problem}
            onChange={(event) => setProblem(event.target.value)}
          />
        </Field>
        <Field label={t('measure')}>
          <input
            className="input"
            value={measure}
            onChange={(event) => setMeasure(event.target.value)}
          />
        </Field>
        <OwnerChoice label={t('owner')} owners={owners} value={ownerId} onChange={setOwner} />
        <Field label={t('by')}>
          <input
            className="input"
            type="date"
            value={day}
            onChange={(event) => setDay(event.target.value)}
          />
        </Field>
      </div>
    </Act>
  );
}
