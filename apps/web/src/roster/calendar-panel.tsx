import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { knownYears, nationalDays } from '@anyuan/core/roster/national-days.ts';
import { useEffect, useRef, useState } from 'react';
import { call, type Reply } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { daysNamed, stretchesOf, tableOf, textOf, withDays } from './calendar-table.ts';
import { rosterWords } from './words.ts';

type Calendar = Reply<'showCalendar'>;
/** Gaps that it opened, and how it is taken back. */
type Saved = (opened: number, undo: () => Promise<unknown>) => void;

function Editor(props: { roster: RosterView; calendar: Calendar; onSaved: Saved }) {
  const t = useWords(rosterWords);
  const locale = useLocale();
  const doing = useDoing();
  const { roster, calendar, onSaved } = props;
  const [table, setTable] = useState(() => tableOf(calendar.own, locale));
  const params = { organisationId: roster.organisationId };
  const write = async (next: string, from: string) => {
    // What the person deleted from the text is deleted.
    const remove = daysNamed(from).filter((day) => !next.includes(day));
    const { opened } = await call('saveCalendar', { params, body: { table: next, remove } });
    return opened.length;
  };
  const save = () =>
    void doing.run(async () => {
      const before = tableOf(calendar.own, locale);
      onSaved(await write(table, before), () => write(before, table));
    });
  const fill = (next: string) => setTable(next);
  return (
    <div className="roster-form">
      {roster.mayManage && (
        <div className="row-actions">
          {knownYears.map((year) => (
            <button
              key={year}
              type="button"
              className="btn"
              data-testid={`calendar-fill-${year}`}
              onClick={() => fill(withDays(table, nationalDays(year), locale))}
            >
              {t('calendarFill', { year })}
            </button>
          ))}
          <FileButton label={t('calendarFile')} onText={fill} />
        </div>
      )}
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
        <button
          type="button"
          className="btn btn-primary"
          data-testid="calendar-save"
          disabled={doing.busy}
          onClick={save}
        >
          {t('save')}
        </button>
      )}
    </div>
  );
}

/** The list of the education bureau as it came: a text or CSV file takes the place of what stands there. */
function FileButton({ label, onText }: { label: string; onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="btn" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.txt,text/csv,text/plain"
        data-testid="calendar-file"
        onChange={(e) => {
          const [file] = e.target.files ?? [];
          e.target.value = '';
          if (file) void textOf(file).then(onText);
        }}
      />
    </>
  );
}

/** Holidays and make-up school days: own ones as a small table, those from above to read. */
export function CalendarPanel(props: { roster: RosterView; onSaved: Saved }) {
  const t = useWords(rosterWords);
  const { roster } = props;
  const { organisationId } = roster;
  const { value, advice, reload } = useLoaded(`calendar ${organisationId}`, (signal) =>
    call('showCalendar', { params: { organisationId }, signal }),
  );
  // Saved or taken back: the roster was read anew, so this is as well.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is waited for is the roster
  useEffect(() => reload(), [roster, reload]);
  if (advice) return <p className="notice">{advice}</p>;
  if (!value) return null;
  return (
    <>
      <Editor
        key={JSON.stringify(value.own)}
        roster={roster}
        calendar={value}
        onSaved={props.onSaved}
      />
      {value.own.length + value.above.length === 0 && <p className="faint">{t('calendarNone')}</p>}
      {value.above.length > 0 && <h2>{t('calendarAbove')}</h2>}
      {stretchesOf(value.above).map(({ from, to, first }) => (
        <div key={from} className="roster-line">
          <strong>{from === to ? from : `${from} – ${to.slice(5)}`}</strong>
          <span>{t(`kind.${first.kind}`)}</span>
          <span>{first.name}</span>
          <span className="faint">{first.organisationName}</span>
        </div>
      ))}
    </>
  );
}
