import type { MyDuty, MyRoster } from '@anyuan/contracts/routes/my-roster.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow, useNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime, dayOf } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { dutyTitle } from './duty-title.ts';
import { MyTasks, WriteHandOver } from './my-tasks.tsx';
import { myRosterWords } from './my-words.ts';
import { endOf } from './rule-text.ts';
import { weeksOf, weekText } from './weeks.ts';
import './roster.css';

const stretch = (d: { startAt: number; endAt: number }) =>
  `${dateTime(d.startAt).slice(5, 16)} – ${endOf(dateTime(d.endAt).slice(11, 16))}`;
/** A duty may be confirmed from half an hour before it begins. */
const earlyMs = 30 * 60_000;

function SwapForm(props: {
  duty: MyDuty;
  roster: MyRoster;
  onDone: () => void;
  onClose: () => void;
}) {
  const t = useWords(myRosterWords);
  const { duty, roster } = props;
  const colleagues = roster.colleagues.filter((c) => c.organisationId === duty.organisationId);
  const [toId, setToId] = useState('');
  const [note, setNote] = useState('');
  const doing = useDoing();
  const { shiftId, day } = duty;
  const send = () =>
    doing
      .run(() => call('askSwap', { body: { shiftId, day, toId, note } }))
      .then((ok) => ok && props.onDone());
  return (
    <div className="phone-page">
      <label className="field">
        <span className="field-label">{t('toWhom')}</span>
        <select
          className="input"
          data-testid="swap-to"
          value={toId}
          onChange={(e) => setToId(e.target.value)}
        >
          <option value="" />
          {colleagues.map((c) => (
            <option key={c.id} value={c.id}>
              {c.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span className="field-label">{t('note')}</span>
        <input
          className="input"
          value={note}
          maxLength={200}
          onChange={(e) => setNote(e.target.value)}
        />
      </label>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-large btn-primary"
        data-testid="swap-send"
        disabled={doing.busy || toId === ''}
        onClick={() => void send()}
      >
        {t('send')}
      </button>
      <button type="button" className="btn btn-large" onClick={props.onClose}>
        {t('cancel')}
      </button>
    </div>
  );
}

function DutyCard({
  duty,
  roster,
  reload,
}: {
  duty: MyDuty;
  roster: MyRoster;
  reload: () => void;
}) {
  const t = useWords(myRosterWords);
  const a = useWords(alarmWords);
  const [asking, setAsking] = useState(false);
  const doing = useDoing();
  const now = useNow();
  const isNow = duty.startAt <= now && now < duty.endAt;
  const run = (action: () => Promise<unknown>) =>
    void doing.run(action).then((ok) => ok && reload());
  const { shiftId, day, swapId } = duty;
  return (
    <section className="card duty-card" data-testid="my-duty" data-day={day}>
      <h2>{stretch(duty)}</h2>
      <p className="cell-sub">
        {duty.organisationName} · {dutyTitle(duty.shiftName, a(`post.${duty.post}`))}{' '}
        {t(`why.${duty.why}`)}
      </p>
      {isNow && <span className="tag">{t('now')}</span>}
      {duty.startAt - earlyMs <= now &&
        (duty.confirmedAt ? (
          <p data-testid="duty-confirmed">{t('confirmed')}</p>
        ) : (
          <button
            type="button"
            className="btn btn-large btn-primary"
            data-testid="duty-confirm"
            disabled={doing.busy}
            onClick={() => run(() => call('confirmDuty', { params: { shiftId, day } }))}
          >
            {t('confirm')}
          </button>
        ))}
      {isNow && <WriteHandOver shiftId={shiftId} day={day} />}
      {swapId && (
        <>
          <p className="faint">{t('asked')}</p>
          <button
            type="button"
            className="btn"
            onClick={() => run(() => call('withdrawSwap', { params: { swapId } }))}
          >
            {t('withdraw')}
          </button>
        </>
      )}
      {!swapId && !asking && (
        <button
          type="button"
          className="btn"
          data-testid="swap-ask"
          onClick={() => setAsking(true)}
        >
          {t('askSwap')}
        </button>
      )}
      {asking && (
        <SwapForm
          duty={duty}
          roster={roster}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            reload();
          }}
        />
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </section>
  );
}

function Asked({ roster, reload }: { roster: MyRoster; reload: () => void }) {
  const t = useWords(myRosterWords);
  const a = useWords(alarmWords);
  const doing = useDoing();
  const answer = (swapId: string, agree: boolean) =>
    void doing
      .run(() => call('answerSwap', { params: { swapId }, body: { agree } }))
      .then((ok) => ok && reload());
  return (
    <>
      {roster.asked.map((s) => (
        <section key={s.id} className="card" data-testid="swap-asked">
          <h2>{t('askedOfMe', { from: s.fromName })}</h2>
          <p>
            {stretch(s)} · {a(`post.${s.post}`)}
          </p>
          {s.note && <p className="faint">{s.note}</p>}
          <button
            type="button"
            className="btn btn-large btn-primary"
            data-testid="swap-agree"
            disabled={doing.busy}
            onClick={() => answer(s.id, true)}
          >
            {t('agree')}
          </button>
          <button
            type="button"
            className="btn btn-large"
            disabled={doing.busy}
            onClick={() => answer(s.id, false)}
          >
            {t('refuse')}
          </button>
        </section>
      ))}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
    </>
  );
}

function CalendarCard() {
  const t = useWords(myRosterWords);
  const doing = useDoing();
  const [address, setAddress] = useState<string | null>(null);
  const make = () =>
    void doing.run(async () => {
      const { path } = await call('makeCalendarLink', {});
      setAddress(`${location.origin}${path}`);
    });
  return (
    <section className="card">
      <h2>{t('calendar')}</h2>
      <p className="field-hint">{t('calendarHow')}</p>
      {address && <code className="command">{address}</code>}
      <button type="button" className="btn" disabled={doing.busy} onClick={make}>
        {t('makeCalendar')}
      </button>
    </section>
  );
}

function Weeks({ roster, reload }: { roster: MyRoster; reload: () => void }) {
  const t = useWords(myRosterWords);
  const locale = useLocale();
  return weeksOf(roster.duties, dayOf(serverNow())).map(({ monday, which, items }) => (
    <section key={monday} className="phone-week" data-testid="my-week">
      <h2>{which === 'later' ? weekText(monday, locale) : t(`week.${which}`)}</h2>
      {items.map((duty) => (
        <DutyCard
          key={`${duty.shiftId} ${duty.day} ${duty.startAt}`}
          duty={duty}
          roster={roster}
          reload={reload}
        />
      ))}
    </section>
  ));
}

/** What one person does with their own duties, on the phone. */
export function MyRosterPage() {
  const t = useWords(myRosterWords);
  const p = useWords(platformWords);
  const { value, advice, reload } = useLoaded('my-roster', (signal) =>
    call('myRoster', { signal }),
  );
  return (
    <div className="phone-page" data-testid="my-roster">
      <h1>{t('title')}</h1>
      <AdviceLine text={advice} onRetry={reload} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      <MyTasks />
      {value && <Asked roster={value} reload={reload} />}
      {value?.duties.length === 0 && <p className="faint">{t('none')}</p>}
      {value && <Weeks roster={value} reload={reload} />}
      {value && value.mine.length > 0 && <h2>{t('mine')}</h2>}
      {value?.mine.map((s) => (
        <p key={s.id}>
          {stretch(s)} · {t(`swap.${s.state}`, { to: s.toName })}
        </p>
      ))}
      <CalendarCard />
    </div>
  );
}
