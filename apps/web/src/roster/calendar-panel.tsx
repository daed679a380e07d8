import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { useState } from 'react';
import { call, type Reply } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { rosterWords } from './words.ts';

type Calendar = Reply<'showCalendar'>;

function tableOf(days: Calendar['own']): string {
  return days.map((d) => `${d.day},${d.kind},${d.name}`).join('\n');
}

function Editor(props: {
  roster: RosterView;
  calendar: Calendar;
  onSaved: (opened: number) => void;
}) {
  const t = useWords(rosterWords);
  const doing = useDoing();
  const { roster, calendar, onSaved } = props;
  const [table, setTable] = useState(() => tableOf(calendar.own));
  const save = () => {
    // What the person deleted from the text is deleted.
    const remove = calendar.own.map((d) => d.day).filter((day) => !table.includes(day));
    const params = { organisationId: roster.organisationId };
    void doing.run(async () => {
      const { opened } = await call('saveCalendar', { params, body: { table, remove } });
      onSaved(opened.length);
    });
  };
  return (
    <div className="roster-form">
      <label className="field">
        <span className="field-label">{t('calendarOwn')}</span>
        <textarea
          className="input"
          rows={10}
          data-testid="calendar-table"
          readOnly={!roster.mayManage}
          value={table}
          onChange={(e) => setTable(e.target.value)}
        />
        <span className="field-hint">{t('calendarHow')}</span>
      </label>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {roster.mayManage && (
        <button type="button" className="btn btn-primary" disabled={doing.busy} onClick={save}>
          {t('save')}
        </button>
      )}
    </div>
  );
}

/** Holidays and make-up school days: own ones as a small table, those from above to read. */
export function CalendarPanel(props: { roster: RosterView; onSaved: (opened: number) => void }) {
  const t = useWords(rosterWords);
  const { roster } = props;
  const { organisationId } = roster;
  const { value, advice } = useLoaded(`calendar ${organisationId}`, (signal) =>
    call('showCalendar', { params: { organisationId }, signal }),
  );
  if (advice) return <p className="notice">{advice}</p>;
  if (!value) return null;
  const above = value.above[0]?.organisationName;
  return (
    <>
      <Editor key={organisationId} roster={roster} calendar={value} onSaved={props.onSaved} />
      {value.own.length + value.above.length === 0 && <p className="faint">{t('calendarNone')}</p>}
      {above && <h2>{t('calendarAbove', { name: above })}</h2>}
      {value.above.map((d) => (
        <div key={`${d.organisationName} ${d.day}`} className="roster-line">
          <strong>{d.day}</strong>
          <span>{t(`kind.${d.kind}`)}</span>
          <span className="faint">{d.name}</span>
        </div>
      ))}
    </>
  );
}
