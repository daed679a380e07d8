import type { Duty, Shift } from '@anyuan/contracts/roster.ts';
import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { useEffect, useRef, useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { clockTime, dayOf } from '../platform/time.ts';
import type { AskedDuty } from './asked.ts';
import { endOf, minuteText } from './rule-text.ts';
import { rosterWords } from './words.ts';

export interface Cell {
  shift: Shift;
  day: string;
}
/** A person dragged from one occurrence onto another of the same shift: takes it over there. */
export interface Moved extends Cell {
  inId: string;
}

interface Props {
  roster: RosterView;
  onCell: (cell: Cell) => void;
  onShift: (shift: Shift) => void;
  onMoved: (moved: Moved) => void;
  /** Duties that somebody came here for: marked, the first of them in focus. */
  asked: AskedDuty | null;
}

const isAsked = (asked: AskedDuty | null, { shift, day }: Cell): boolean =>
  asked !== null && asked.day === day && asked.posts.includes(shift.post);

function People({ duties, roster }: { duties: readonly Duty[]; roster: RosterView }) {
  const t = useWords(rosterWords);
  const nameOf = (id: string) => roster.people.find((p) => p.id === id)?.name ?? '—';
  return duties.map((d) => (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keyboard the button around it does the same
    <span
      key={`${d.personId} ${d.startAt}`}
      className="roster-person"
      draggable={roster.mayManage}
      onDragStart={(e) => {
        e.dataTransfer.setData(
          'text/plain',
          JSON.stringify({ shiftId: d.shiftId, id: d.personId }),
        );
      }}
    >
      {nameOf(d.personId)}
      {d.why !== 'rule' && <span className="tag"> {t(`why.${d.why}`)}</span>}
    </span>
  ));
}

function DayCell({
  roster,
  shift,
  day,
  asked,
  inFocus,
  ...on
}: Props & Cell & { inFocus: boolean }) {
  const t = useWords(rosterWords);
  const [over, setOver] = useState(false);
  const focused = useRef<HTMLButtonElement & HTMLDivElement>(null);
  useEffect(() => {
    if (inFocus) focused.current?.focus();
  }, [inFocus]);
  const mark = { ref: focused, 'data-asked': isAsked(asked, { shift, day }) };
  const is = (d: { shiftId: string; day: string }) => d.shiftId === shift.id && d.day === day;
  const duties = roster.duties.filter(is);
  const empty = roster.vacancies.filter(is);
  if (duties.length === 0 && empty.length === 0)
    return (
      <div className="roster-cell unknown" tabIndex={inFocus ? -1 : undefined} {...mark}>
        —
      </div>
    );
  const drop = (text: string) => {
    setOver(false);
    const { shiftId, id } = JSON.parse(text || '{}') as { shiftId?: string; id?: string };
    if (id && shiftId === shift.id && !duties.some((d) => d.personId === id)) {
      on.onMoved({ shift, day, inId: id });
    }
  };
  return (
    <button
      type="button"
      className="roster-cell"
      data-testid="roster-cell"
      data-over={over}
      // Who may only look can still be led here.
      disabled={!roster.mayManage && !inFocus}
      aria-disabled={!roster.mayManage}
      onClick={() => roster.mayManage && on.onCell({ shift, day })}
      {...mark}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => drop(e.dataTransfer.getData('text/plain'))}
    >
      <People duties={duties} roster={roster} />
      {empty.map((v) => (
        <span key={v.startAt} className="roster-empty">
          {t('vacant')} {clockTime(v.startAt).slice(0, 5)}–{endOf(clockTime(v.endAt).slice(0, 5))} ·{' '}
          {t(`empty.${v.why}`)}
        </span>
      ))}
    </button>
  );
}

/** How many posts that must be filled are empty on that day. */
function DayGaps({ roster, day }: { roster: RosterView; day: string }) {
  const t = useWords(rosterWords);
  const count = roster.gaps.filter(
    (g) => dayOf(g.startAt) <= day && day <= dayOf(g.endAt - 1),
  ).length;
  if (count === 0) return null;
  return (
    <span className="roster-gap" data-testid="day-gaps">
      {t('gapsHere', { n: count })}
    </span>
  );
}

/** Shifts down, days across; a click changes one occurrence, dragging a name moves the person. */
export function WeekTable(props: Props) {
  const t = useWords(rosterWords);
  const a = useWords(alarmWords);
  const { roster, asked } = props;
  const first = roster.shifts.find((shift) => asked?.posts.includes(shift.post));
  if (roster.shifts.length === 0) return <p className="table-empty">{t('noShifts')}</p>;
  return (
    <div className="roster-grid" data-testid="roster-week">
      <div />
      {roster.days.map((d) => (
        <div key={d.day} className="roster-head" data-kind={d.kind}>
          <strong>{d.day.slice(5)}</strong>
          <div className="cell-sub">{d.name || t(`kind.${d.kind}`)}</div>
          <DayGaps roster={roster} day={d.day} />
        </div>
      ))}
      {roster.shifts.map((shift) => [
        <button
          key={shift.id}
          type="button"
          className="roster-cell"
          disabled={!roster.mayManage}
          onClick={() => props.onShift(shift)}
        >
          <span className="cell-main">{shift.name}</span>
          <span className="cell-sub">
            {a(`post.${shift.post}`)}{' '}
            <span className="roster-hours">
              {minuteText(shift.fromMinute)}–{minuteText(shift.toMinute)}
            </span>
          </span>
        </button>,
        ...roster.days.map(({ day }) => (
          <DayCell
            key={`${shift.id} ${day}`}
            {...props}
            {...{ shift, day }}
            inFocus={shift === first && isAsked(asked, { shift, day })}
          />
        )),
      ])}
    </div>
  );
}
