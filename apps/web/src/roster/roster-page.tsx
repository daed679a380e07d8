import type { RosterView } from '@anyuan/contracts/routes/rosters.ts';
import { Select, Tabs } from 'antd';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { ContactsPanel } from '../contacts/contacts-panel.tsx';
import { contactWords } from '../contacts/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { listed, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dayOf } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { type AskedDuty, askedIn } from './asked.ts';
import { CalendarPanel } from './calendar-panel.tsx';
import { changeDuty, DutyDialog } from './duty-dialog.tsx';
import { GapList } from './gap-list.tsx';
import { LeavePanel } from './leave-panel.tsx';
import { ReachPanel } from './reach-panel.tsx';
import { RequiredPanel } from './required-panel.tsx';
import './roster.css';
import { ShiftEditor } from './shift-editor.tsx';
import { draftOf, newDraft, type ShiftDraft } from './shift-form.ts';
import { taskWords } from './task-words.ts';
import { type Cell, type Moved, WeekTable } from './week-table.tsx';
import { rosterWords } from './words.ts';

const dayMs = 86_400_000;
const mondayOf = (atMs: number) => {
  const at = Date.parse(`${dayOf(atMs)}T00:00:00Z`);
  return at - ((new Date(at).getUTCDay() + 6) % 7) * dayMs;
};
const dayText = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** What was just done, and how to take it back. */
interface Done {
  opened: number;
  undo: (() => Promise<unknown>) | null;
}

function DoneBar({ done, onUndone }: { done: Done; onUndone: () => void }) {
  const t = useWords(rosterWords);
  const doing = useDoing();
  const { undo, opened } = done;
  return (
    <p className={opened > 0 ? 'notice' : 'notice notice-plain'} role="status">
      {opened > 0 ? t('opened', { n: opened }) : t('saved')}
      {undo && (
        <button
          type="button"
          className="btn"
          data-testid="roster-undo"
          disabled={doing.busy}
          onClick={() => void doing.run(undo).then((ok) => ok && onUndone())}
        >
          {t('undo')}
        </button>
      )}
      {doing.advice}
    </p>
  );
}

function WeekBar({ monday, onMonday }: { monday: number; onMonday: (ms: number) => void }) {
  const t = useWords(rosterWords);
  return (
    <div className="row-actions">
      <button type="button" className="btn" onClick={() => onMonday(monday - 7 * dayMs)}>
        {t('earlier')}
      </button>
      <button type="button" className="btn" onClick={() => onMonday(mondayOf(serverNow()))}>
        {t('thisWeek')}
      </button>
      <button type="button" className="btn" onClick={() => onMonday(monday + 7 * dayMs)}>
        {t('later')}
      </button>
    </div>
  );
}

/** What the address asks for and no shift is there for: said, where a row cannot show it. */
function NoShiftOf({ asked, roster }: { asked: AskedDuty; roster: RosterView }) {
  const t = useWords(rosterWords);
  const a = useWords(alarmWords);
  const missing = asked.posts.filter((post) => !roster.shifts.some((s) => s.post === post));
  if (missing.length === 0) return null;
  const names = listed(missing.map((post) => a(`post.${post}`)));
  return <p className="notice">{t('noShiftOf', { posts: names })}</p>;
}

function Roster({ organisationId, asked }: { organisationId: string; asked: AskedDuty | null }) {
  const t = useWords(rosterWords);
  const w = useWords(taskWords);
  const c = useWords(contactWords);
  const p = useWords(platformWords);
  const [monday, setMonday] = useState(() => mondayOf(asked ? Date.parse(asked.day) : serverNow()));
  const [draft, setDraft] = useState<ShiftDraft | null>(null);
  const [cell, setCell] = useState<Cell | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const moving = useDoing();
  const params = { organisationId };
  const from = dayText(monday);
  const { value, advice, reload } = useLoaded(`${organisationId} ${from}`, (signal) =>
    call('showRoster', { params, query: { from, days: 7 }, signal }),
  );
  const finish = (opened: number, undo: Done['undo'] = null) => {
    setDone({ opened, undo });
    setDraft(null);
    setCell(null);
    reload();
  };
  const changed = ({ changeId, opened }: { changeId: string; opened: number }) =>
    finish(opened, () => call('undoDutyChange', { params: { organisationId, changeId } }));
  const move = ({ inId, ...to }: Moved, roster: RosterView) => {
    const there = roster.duties.find((d) => d.shiftId === to.shift.id && d.day === to.day);
    const body = there
      ? ({ kind: 'replace', outId: there.personId, inId } as const)
      : ({ kind: 'add', inId } as const);
    void moving.run(async () => changed(await changeDuty(roster, to, body)));
  };
  const problem = advice ?? moving.advice;
  return (
    <>
      <AdviceLine text={problem} onRetry={reload} />
      {done && <DoneBar done={done} onUndone={() => finish(0)} />}
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value && (
        <section className="card">
          <Tabs
            items={[
              {
                key: 'week',
                label: t('week'),
                children: (
                  <>
                    <div className="filter-bar">
                      <WeekBar monday={monday} onMonday={setMonday} />
                      <a
                        className="btn"
                        data-testid="roster-export"
                        href={`/api/organisations/${organisationId}/roster.xlsx?from=${from}&days=28`}
                        download
                      >
                        {t('exportSheet')}
                      </a>
                      {value.mayManage && (
                        <button
                          type="button"
                          className="btn btn-primary"
                          data-testid="shift-add"
                          onClick={() => setDraft(newDraft(value.today))}
                        >
                          {t('addShift')}
                        </button>
                      )}
                    </div>
                    {asked && <NoShiftOf asked={asked} roster={value} />}
                    <WeekTable
                      asked={asked}
                      roster={value}
                      onCell={setCell}
                      onShift={(shift) => setDraft(draftOf(shift))}
                      onMoved={(moved) => move(moved, value)}
                    />
                  </>
                ),
              },
              {
                key: 'gaps',
                label: `${t('gaps')} ${value.gaps.length || ''}`,
                children: <GapList gaps={value.gaps} />,
              },
              {
                key: 'reach',
                label: w('reach'),
                children: <ReachPanel roster={value} />,
              },
              ...(value.mayManage
                ? [
                    {
                      key: 'contacts',
                      label: c('title'),
                      children: <ContactsPanel organisationId={organisationId} />,
                    },
                  ]
                : []),
              {
                key: 'leaves',
                label: t('leaves'),
                children: <LeavePanel roster={value} onSaved={finish} />,
              },
              {
                key: 'calendar',
                label: t('calendar'),
                children: <CalendarPanel roster={value} onSaved={finish} />,
              },
              {
                key: 'required',
                label: t('required'),
                children: <RequiredPanel roster={value} onSaved={finish} />,
              },
            ]}
          />
        </section>
      )}
      {value && draft && (
        <ShiftEditor
          key={draft.id}
          roster={value}
          draft={draft}
          onClose={() => setDraft(null)}
          onSaved={(opened, startsOn) => {
            finish(opened);
            // What begins next week would be saved and nowhere to be seen.
            if (startsOn > dayText(monday + 6 * dayMs)) setMonday(mondayOf(Date.parse(startsOn)));
          }}
          onRemoved={(shiftId, opened) =>
            finish(opened, () => call('restoreShift', { params: { organisationId, shiftId } }))
          }
        />
      )}
      {value && cell && (
        <DutyDialog roster={value} cell={cell} onClose={() => setCell(null)} onDone={changed} />
      )}
    </>
  );
}

/** Rosters of the organisations in scope, one's own first. */
export default function RosterPage() {
  const t = useWords(rosterWords);
  const [asked] = useState(() => askedIn(location.search));
  const [chosen, setChosen] = useState(asked?.organisationId ?? null);
  const { value, advice } = useLoaded('rosters', (signal) => call('listRosters', { signal }));
  const organisationId = chosen ?? value?.organisations[0]?.id ?? null;
  return (
    <div className="page roster-page" data-testid="roster-page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        {value && value.organisations.length > 1 && (
          <Select
            aria-label={t('organisation')}
            style={{ minWidth: 220 }}
            value={organisationId}
            options={value.organisations.map((o) => ({
              value: o.id,
              label: o.gaps > 0 ? `${o.name} · ${t('gapsAhead', { n: o.gaps })}` : o.name,
            }))}
            onChange={setChosen}
          />
        )}
      </div>
      {advice && <p className="notice">{advice}</p>}
      {value && organisationId === null && <p className="faint">{t('noRosters')}</p>}
      {organisationId && (
        <Roster
          key={organisationId}
          organisationId={organisationId}
          asked={asked?.organisationId === organisationId ? asked : null}
        />
      )}
    </div>
  );
}
