import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Modal, Select } from 'antd';
import { useState } from 'react';
import { call, type Input } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { byLabel } from '../platform/select-search.ts';
import { useDoing } from '../platform/use-call.ts';
import { useDialogFocus } from '../platform/use-dialog-focus.ts';
import type { Cell } from './week-table.tsx';
import { rosterWords } from './words.ts';

type Change = Input<'changeDuty'>['body'];
export type ChangeDone = { changeId: string; opened: number };

export async function changeDuty(
  roster: RosterView,
  { shift, day }: Cell,
  body: Change,
): Promise<ChangeDone> {
  const params = { organisationId: roster.organisationId, shiftId: shift.id, day };
  const { changeId, opened } = await call('changeDuty', { params, body });
  return { changeId, opened: opened.length };
}

/** One occurrence: replace or take off each person, or add one. */
export function DutyDialog(props: {
  roster: RosterView;
  cell: Cell;
  onClose: () => void;
  onDone: (done: ChangeDone) => void;
}) {
  const t = useWords(rosterWords);
  useDialogFocus();
  const { roster, cell, onClose, onDone } = props;
  const { shift, day } = cell;
  const doing = useDoing();
  const [inId, setInId] = useState<string | null>(null);
  const is = (d: { shiftId: string; day: string }) => d.shiftId === shift.id && d.day === day;
  const there = [...new Set(roster.duties.filter(is).map((d) => d.personId))];
  const nameOf = (id: string) => roster.people.find((p) => p.id === id)?.name ?? '—';
  const run = (body: Change) =>
    void doing.run(async () => onDone(await changeDuty(roster, cell, body)));
  return (
    <Modal
      open
      title={`${shift.name} · ${t('changeDay', { day })}`}
      footer={null}
      onCancel={onClose}
    >
      <div className="roster-form" data-testid="duty-dialog">
        <Select
          showSearch={byLabel}
          placeholder={t('choosePerson')}
          aria-label={t('choosePerson')}
          value={inId}
          options={roster.people
            .filter((p) => !there.includes(p.id))
            .map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setInId}
        />
        {there.map((outId) => (
          <div key={outId} className="roster-line">
            <strong>{nameOf(outId)}</strong>
            <button
              type="button"
              className="btn"
              disabled={doing.busy || inId === null}
              onClick={() => inId && run({ kind: 'replace', outId, inId })}
            >
              {t('replace')} {inId ? nameOf(inId) : ''}
            </button>
            <button
              type="button"
              className="btn"
              disabled={doing.busy}
              onClick={() => run({ kind: 'remove', outId })}
            >
              {t('takeOff')}
            </button>
          </div>
        ))}
        <button
          type="button"
          className="btn"
          disabled={doing.busy || inId === null}
          onClick={() => inId && run({ kind: 'add', inId })}
        >
          {t('add')} {inId ? nameOf(inId) : ''}
        </button>
        {doing.advice && (
          <p className="notice" role="alert">
            {doing.advice}
          </p>
        )}
      </div>
    </Modal>
  );
}
