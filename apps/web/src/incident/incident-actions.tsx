import { incidentGrades, incidentKinds } from '@anyuan/contracts/incident.ts';
import { gradeWords, kindWords, sideWords } from '@anyuan/core/incident/words.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { newId } from '../platform/id.ts';
import { useMay } from '../platform/session.ts';
import { useDoing } from '../platform/use-call.ts';
import type { PartProps } from './part.ts';
import { Review } from './review.tsx';
import { Act, Choice, Field, Say } from './say.tsx';
import { useIncidents } from './use-incidents.ts';
import { incidentWords } from './words.ts';

/** 研判: kind, level, grade, and why. */
export function Assess({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const locale = useLocale();
  const [kind, setKind] = useState(incident.kind);
  const [grade, setGrade] = useState(incident.grade ?? 'yellow');
  const [level, setLevel] = useState(String(incident.level ?? 3));
  const [assessment, setAssessment] = useState(incident.assessment ?? '');
  const params = { incidentId: incident.id };
  return (
    <Act
      label={t('assess')}
      primary={incident.state === 'reported'}
      ready={assessment.trim() !== ''}
      onDo={() =>
        call('assessIncident', { params, body: { kind, grade, level: Number(level), assessment } })
      }
      onDone={onDone}
    >
      <div className="incident-form">
        <Choice
          label={t('kind')}
          of={incidentKinds}
          word={(k) => kindWords[locale][k]}
          value={kind}
          onChange={setKind}
        />
        <Choice
          label={t('level')}
          of={['1', '2', '3', '4']}
          word={(n) => n}
          value={level}
          onChange={setLevel}
        />
        <Choice
          label={t('grade')}
          of={incidentGrades}
          word={(g) => gradeWords[locale][g]}
          value={grade}
          onChange={setGrade}
        />
        <Field label={t('assessment')}>
          <textarea
            className="input"
            maxLength={4000}
            value={assessment}
            onChange={(event) => setAssessment(event.target.value)}
          />
        </Field>
      </div>
    </Act>
  );
}

/** 警情直通车: hand over, accept, return. */
export function HandOver({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const locale = useLocale();
  const isPolice = useMay('incident.policeLine');
  const doing = useDoing();
  const mine = isPolice ? 'police' : 'school';
  const params = { incidentId: incident.id };
  const accept = async () => {
    if (await doing.run(() => call('acceptIncident', { params }))) onDone();
  };
  if (incident.offer?.to === mine) {
    return (
      <>
        <button
          type="button"
          className="btn btn-primary"
          data-testid="incident-accept"
          disabled={doing.busy}
          onClick={() => void accept()}
        >
          {t('accept')}
        </button>
        <Say
          label={t('return')}
          hint={t('reason')}
          onSay={(reason) => call('returnIncident', { params, body: { reason } })}
          onDone={onDone}
        />
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </>
    );
  }
  if (incident.offer || incident.holder !== mine) return null;
  const side = sideWords[locale][mine === 'police' ? 'school' : 'police'];
  return (
    <Say
      label={t('offer', { side })}
      hint={t('offerNote')}
      onSay={(note) => call('offerIncident', { params, body: { note } })}
      onDone={onDone}
    />
  );
}

/** What can be done about it now, by state and right. */
export function Work({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const mayHandle = useMay('incident.handle');
  const mayReview = useMay('incident.review');
  const maySupervise = useMay('incident.supervise');
  const { state } = incident;
  const params = { incidentId: incident.id };
  if (incident.mergedIntoId !== null) return null;
  const isWorked = state === 'assessed' || state === 'handling';
  const isDone = state === 'concluded' || state === 'reviewed';
  return (
    <>
      {mayHandle && isWorked && (
        <Say
          label={t('handle')}
          hint={t('handleNote')}
          onSay={(what) => call('handleIncident', { params, body: { what } })}
          onDone={onDone}
        />
      )}
      {mayHandle && isWorked && (
        <Say
          label={t('conclude')}
          hint={t('conclusion')}
          primary
          onSay={(conclusion) => call('concludeIncident', { params, body: { conclusion } })}
          onDone={onDone}
        />
      )}
      {mayReview && state === 'concluded' && <Review incident={incident} onDone={onDone} />}
      {maySupervise && isDone && (
        <Say
          label={t('reopen')}
          hint={t('why')}
          onSay={(why) => call('reopenIncident', { params, body: { why } })}
          onDone={onDone}
        />
      )}
      {mayHandle && state !== 'reviewed' && (
        <Say
          label={t('link')}
          hint={t('linkNote')}
          onSay={(what) => call('linkAlarm', { params, body: { what } })}
          onDone={onDone}
        />
      )}
      {mayHandle && state !== 'reviewed' && <Merge incident={incident} onDone={onDone} />}
      {mayHandle && state !== 'reviewed' && <Split incident={incident} onDone={onDone} />}
    </>
  );
}

function Merge({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const { incidents } = useIncidents({ view: 'open', text: '' });
  const others = incidents.filter(
    (i) => i.id !== incident.id && i.schoolId === incident.schoolId && i.mergedIntoId === null,
  );
  const [otherId, setOtherId] = useState('');
  const [why, setWhy] = useState('');
  const chosen = otherId || (others[0]?.id ?? '');
  if (others.length === 0) return null;
  const params = { incidentId: incident.id };
  return (
    <Act
      label={t('merge')}
      ready={chosen !== '' && why.trim() !== ''}
      onDo={() => call('mergeIncident', { params, body: { otherId: chosen, why } })}
      onDone={onDone}
    >
      <Choice
        label={t('mergeHint')}
        of={others.map((i) => i.id)}
        word={(id) => {
          const one = others.find((i) => i.id === id);
          return `#${one?.number ?? ''} ${one?.title ?? ''}`;
        }}
        value={chosen}
        onChange={setOtherId}
      />
      <Field label={t('why')}>
        <input className="input" value={why} onChange={(event) => setWhy(event.target.value)} />
      </Field>
    </Act>
  );
}

function Split({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [title, setTitle] = useState('');
  const [newOne] = useState(() => newId(serverNow()));
  const parts = [
    ...incident.people.map((p) => ({ id: p.id, word: p.name })),
    ...incident.alarmIds.map((id, n) => ({ id, word: `${t('source.alarm')} ${n + 1}` })),
  ];
  if (parts.length < 2) return null;
  const body = {
    newId: newOne,
    title,
    why: title,
    involvedIds: incident.people.map((p) => p.id).filter((id) => chosen.includes(id)),
    alarmIds: incident.alarmIds.filter((id) => chosen.includes(id)),
  };
  const toggle = (id: string) =>
    setChosen((c) => (c.includes(id) ? c.filter((one) => one !== id) : [...c, id]));
  return (
    <Act
      label={t('split')}
      ready={chosen.length > 0 && chosen.length < parts.length && title.trim() !== ''}
      onDo={() => call('splitIncident', { params: { incidentId: incident.id }, body })}
      onDone={onDone}
    >
      <p className="faint">{t('splitHint')}</p>
      {parts.map(({ id, word }) => (
        <label key={id} className="check-line">
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} />
          {word}
        </label>
      ))}
      <Field label={t('newTitle')}>
        <input className="input" value={title} onChange={(event) => setTitle(event.target.value)} />
      </Field>
    </Act>
  );
}
