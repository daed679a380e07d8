import type { DrillRunView, DrillView } from '@anyuan/contracts/routes/drills.ts';
import { type FormEvent, useState } from 'react';
import { call } from '../platform/api.ts';
import { listed, useLocale, useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { dateTime, span } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import './drill.css';
import { Points } from './points.tsx';
import { drillWords } from './words.ts';

function NewPlan({ onDone }: { onDone: () => void }) {
  const t = useWords(drillWords);
  const doing = useDoing();
  const [title, setTitle] = useState('');
  const [place, setPlace] = useState('');
  const [answerWithinSec, setSec] = useState(20);
  const [announced, setAnnounced] = useState(true);
  const { value } = useLoaded('terminals', (signal) => call('listTerminals', { signal }));
  const terminal = value?.terminals.find((x) => x.id === place);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!terminal) return;
    const places = [{ zoneId: terminal.zoneId, terminalId: terminal.id }];
    const judged = ['guard', 'floorTeacher', 'studentAffairs'] as const;
    const plan = { title, places, judged: [...judged], answerWithinSec, announced, schedule: null };
    const body = { ...plan, schoolId: terminal.schoolId };
    if (await doing.run(() => call('planDrill', { body }))) onDone();
  };
  return (
    <form className="drill-form" onSubmit={submit}>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <label className="field">
        <span className="field-label">{t('name')}</span>
        <input
          className="input"
          maxLength={80}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <label className="field">
        <span className="field-label">{t('place')}</span>
        <select className="input" value={place} onChange={(event) => setPlace(event.target.value)}>
          <option value="">{t('choosePlace')}</option>
          {value?.terminals.map((x) => (
            <option key={x.id} value={x.id}>
              {x.place}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">{t('answerWithin')}</span>
        <input
          className="input"
          type="number"
          min={1}
          max={3600}
          value={answerWithinSec}
          onChange={(event) => setSec(Number(event.target.value))}
        />
      </label>
      <label className="check-line">
        <input
          type="checkbox"
          checked={announced}
          onChange={(event) => setAnnounced(event.target.checked)}
        />
        {t('announced')}
      </label>
      <button
        type="submit"
        className="btn"
        disabled={doing.busy || title.trim() === '' || !terminal}
      >
        {t('add')}
      </button>
    </form>
  );
}

function Plan({ drill, onDone }: { drill: DrillView; onDone: () => void }) {
  const t = useWords(drillWords);
  const doing = useDoing();
  const params = { drillId: drill.id };
  const act = (run: () => Promise<unknown>) => void doing.run(run).then(onDone);
  const cancelled = drill.cancelledAt !== null;
  const { runningId } = drill;
  return (
    <li className="filter-bar" data-testid="drill">
      <span className="cell-main">{drill.title}</span>
      <span className="cell-sub">
        {listed(drill.places)} · {t(drill.announced ? 'announced' : 'surprise')}
      </span>
      {doing.advice && <span className="notice">{doing.advice}</span>}
      {runningId !== null && (
        <button
          type="button"
          className="btn"
          onClick={() => act(() => call('stopDrillRun', { params: { runId: runningId } }))}
        >
          {t('stop')}
        </button>
      )}
      {runningId === null && !cancelled && (
        <button
          type="button"
          className="btn"
          onClick={() => act(() => call('startDrill', { params }))}
        >
          {t('start')}
        </button>
      )}
      <button
        type="button"
        className="btn btn-quiet"
        onClick={() => act(() => call('cancelDrill', { params, body: { cancelled: !cancelled } }))}
      >
        {t(cancelled ? 'restore' : 'cancel')}
      </button>
    </li>
  );
}

function Result({ run }: { run: DrillRunView }) {
  const t = useWords(drillWords);
  const locale = useLocale();
  const sec = (value: number | null) => (value === null ? '—' : span(value * 1000, locale));
  return (
    <li className="card" data-testid="drill-run">
      <div className="cell-main">
        {run.title}{' '}
        <span className="tag">{run.endedWhy ? t(`why.${run.endedWhy}`) : t('running')}</span>
      </div>
      <div className="cell-sub">
        {run.schoolName} · {dateTime(run.startedAt)} · {run.startedBy}
      </div>
      {run.alarms.map((alarm) => (
        <div key={alarm.alarmId}>
          <p>
            {alarm.place} · {t('answered', { sec: sec(alarm.answeredSec) })} ·{' '}
            {t('arrived', { sec: sec(alarm.arrivedSec) })} ·{' '}
            {alarm.arrivedSec === null ? '—' : t(alarm.withinMinute ? 'minute' : 'late')}
          </p>
          {alarm.people
            .filter((person) => person.judged)
            .map((person) => (
              <p key={`${person.name} ${person.post}`} className="cell-sub">
                {person.name} · {t('answered', { sec: sec(person.answeredSec) })} ·{' '}
                {run.endedAt === null && person.answeredSec === null
                  ? '—'
                  : t(person.onTime ? 'onTime' : 'notOnTime')}
              </p>
            ))}
        </div>
      ))}
    </li>
  );
}

/** Plans, results and the monthly test, on one printable page. */
export default function DrillsPage() {
  const t = useWords(drillWords);
  const mayManage = useMay('drill.manage');
  const { value, advice, reload } = useLoaded('drills', (signal) => call('listDrills', { signal }));
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <button type="button" className="btn" onClick={() => window.print()}>
          {t('print')}
        </button>
      </div>
      {advice && <p className="notice">{advice}</p>}
      <section className="card">
        <h2>{t('planned')}</h2>
        {mayManage && <NewPlan onDone={reload} />}
        {value?.drills.length === 0 && <p className="faint">{t('none')}</p>}
        <ul>
          {value?.drills.map((drill) => (
            <Plan key={drill.id} drill={drill} onDone={reload} />
          ))}
        </ul>
      </section>
      <section className="drill-part">
        <h2>{t('results')}</h2>
        {value?.runs.length === 0 && <p className="faint">{t('noResults')}</p>}
        <ul>
          {value?.runs.map((run) => (
            <Result key={run.id} run={run} />
          ))}
        </ul>
      </section>
      <Points />
    </div>
  );
}
