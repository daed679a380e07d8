import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { dateTime, dayOf } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { endOfDay } from './owners.tsx';
import type { PartProps } from './part.ts';
import { Act, Field, Say } from './say.tsx';
import { incidentWords } from './words.ts';

/** 督办: instructions and their answers. */
export function Orders({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const maySupervise = useMay('incident.supervise');
  const mayHandle = useMay('incident.handle');
  const doing = useDoing();
  const params = { incidentId: incident.id };
  const isOpen = incident.state !== 'reviewed' && incident.mergedIntoId === null;
  if (incident.orders.length === 0 && !(isOpen && maySupervise)) return null;
  const settle = async (orderId: string) => {
    if (await doing.run(() => call('settleOrder', { params, body: { orderId } }))) onDone();
  };
  return (
    <section className="card">
      <h2>{t('order')}</h2>
      <ul className="incident-lines">
        {incident.orders.map((o) => (
          <li key={o.id}>
            <strong>{o.instruction}</strong>
            <div className="cell-sub">
              {o.byName} · {t('deadline')} {dateTime(o.dueAt)}
            </div>
            {o.answer && (
              <div>
                {o.answeredByName}：{o.answer}
              </div>
            )}
            {isOpen && o.settledAt === null && (
              <div className="incident-actions">
                {mayHandle && (
                  <Say
                    label={t('answer')}
                    hint={t('answer')}
                    onSay={(answer) =>
                      call('answerOrder', { params, body: { orderId: o.id, answer } })
                    }
                    onDone={onDone}
                  />
                )}
                {maySupervise && (
                  <button type="button" className="btn" onClick={() => void settle(o.id)}>
                    {t('settle')}
                  </button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {isOpen && maySupervise && <NewOrder incident={incident} onDone={onDone} />}
    </section>
  );
}

function NewOrder({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const [instruction, setInstruction] = useState('');
  const [day, setDay] = useState('');
  const params = { incidentId: incident.id };
  return (
    <Act
      label={t('order')}
      ready={instruction.trim() !== '' && day !== ''}
      onDo={() => call('orderIncident', { params, body: { instruction, dueAt: endOfDay(day) } })}
      onDone={onDone}
    >
      <Field label={t('instruction')}>
        <textarea
          className="input"
          value={instruction}
          onChange={(event) => setInstruction(event.target.value)}
        />
      </Field>
      <Field label={t('deadline')}>
        <input
          className="input"
          type="date"
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
      </Field>
    </Act>
  );
}

/** What the review found, and whether it was mended. */
export function Findings({ incident, onDone }: PartProps) {
  const t = useWords(incidentWords);
  const mayHandle = useMay('incident.handle');
  const params = { incidentId: incident.id };
  if (incident.findings.length === 0) return null;
  return (
    <section className="card">
      <h2>{t('finding')}</h2>
      <ul className="incident-lines">
        {incident.findings.map((f) => (
          <li key={f.id}>
            <strong>{f.problem}</strong> · {f.measure}
            <div className="cell-sub">
              {f.ownerName} · {t('by')} {dayOf(f.dueAt)}
              {f.result && ` · ${t('mend')}：${f.result}`}
            </div>
            {mayHandle && f.doneAt === null && (
              <Say
                label={t('mend')}
                hint={t('measure')}
                onSay={(result) =>
                  call('finishFinding', { params, body: { findingId: f.id, result } })
                }
                onDone={onDone}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
