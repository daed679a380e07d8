import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Select } from 'antd';
import { type FormEvent, useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { rosterWords } from './words.ts';

interface Props {
  roster: RosterView;
  onSaved: (opened: number) => void;
}

const when = (at: number) => dateTime(at).slice(0, 16);
/** The value of a datetime-local input is the wall of the school, whatever the computer's zone. */
const atWall = (text: string) => Date.parse(`${text}:00+08:00`);

function LeaveForm({ roster, onSaved }: Props) {
  const t = useWords(rosterWords);
  const doing = useDoing();
  const [leave, setLeave] = useState({
    personId: '',
    substituteId: '',
    from: '',
    to: '',
    note: '',
  });
  const put = (part: Partial<typeof leave>) => setLeave({ ...leave, ...part });
  const options = roster.people.map(({ id, name }) => ({ value: id, label: name }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { personId, substituteId, from, to, note } = leave;
    const body = {
      ...{ personId, note, fromAt: atWall(from), toAt: atWall(to) },
      substituteId: substituteId === '' ? null : substituteId,
    };
    const params = { organisationId: roster.organisationId };
    void doing.run(async () => onSaved((await call('addLeave', { params, body })).opened.length));
  };
  return (
    <form className="roster-form" onSubmit={submit}>
      <div className="roster-row">
        <div className="field">
          <span className="field-label">{t('person')}</span>
          <Select
            aria-label={t('person')}
            value={leave.personId || null}
            options={options}
            onChange={(personId) => put({ personId: personId ?? '' })}
          />
        </div>
        <div className="field">
          <span className="field-label">{t('substitute')}</span>
          <Select
            aria-label={t('substitute')}
            value={leave.substituteId}
            options={[{ value: '', label: t('noSubstitute') }, ...options]}
            onChange={(substituteId) => put({ substituteId })}
          />
        </div>
        <label className="field">
          <span className="field-label">{t('leaveFrom')}</span>
          <input
            className="input"
            type="datetime-local"
            required
            value={leave.from}
            onChange={(e) => put({ from: e.target.value })}
          />
        </label>
        <label className="field">
          <span className="field-label">{t('leaveTo')}</span>
          <input
            className="input"
            type="datetime-local"
            required
            value={leave.to}
            onChange={(e) => put({ to: e.target.value })}
          />
        </label>
      </div>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="submit"
        className="btn btn-primary"
        disabled={doing.busy || leave.personId === ''}
      >
        {t('addLeave')}
      </button>
    </form>
  );
}

/** Leave with its substitutes, and what people swapped among themselves. */
export function LeavePanel({ roster, onSaved }: Props) {
  const t = useWords(rosterWords);
  const doing = useDoing();
  const nameOf = (id: string) => roster.people.find((p) => p.id === id)?.name ?? '—';
  const cancel = (leaveId: string) => {
    const params = { organisationId: roster.organisationId, leaveId };
    void doing.run(async () => onSaved((await call('cancelLeave', { params })).opened.length));
  };
  return (
    <>
      {roster.mayManage && <LeaveForm roster={roster} onSaved={onSaved} />}
      {roster.leaves.length === 0 && <p className="faint">{t('noLeaves')}</p>}
      {roster.leaves.map((l) => (
        <div key={l.id} className="roster-line">
          <strong>{nameOf(l.personId)}</strong>
          <span>
            {when(l.fromAt)} – {when(l.toAt)}
          </span>
          <span className={l.substituteId ? '' : 'roster-empty'}>
            {l.substituteId ? nameOf(l.substituteId) : t('noSubstitute')}
          </span>
          {roster.mayManage && (
            <button
              type="button"
              className="btn"
              disabled={doing.busy}
              onClick={() => cancel(l.id)}
            >
              {t('cancelLeave')}
            </button>
          )}
        </div>
      ))}
      <h2>{t('swaps')}</h2>
      {roster.swaps.length === 0 && <p className="faint">{t('noSwaps')}</p>}
      {roster.swaps.map((s) => (
        <div key={s.id} className="roster-line">
          <span>{when(s.startAt)}</span>
          <span>{t('swapLine', { from: s.fromName, to: s.toName })}</span>
          <span className="tag">{t(`swap.${s.state}`)}</span>
          <span className="faint">{s.note}</span>
        </div>
      ))}
    </>
  );
}
