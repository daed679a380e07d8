import type { HandOver } from '@anyuan/contracts/routes/reach.ts';
import { useState } from 'react';
import { alarmWords } from '../alarm/words.ts';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { dutyTitle } from './duty-title.ts';
import { taskWords } from './task-words.ts';

function ToSign({ handOver, onDone }: { handOver: HandOver; onDone: () => void }) {
  const t = useWords(taskWords);
  const a = useWords(alarmWords);
  const [note, setNote] = useState('');
  const doing = useDoing();
  const sign = () =>
    void doing
      .run(() => call('signHandOver', { params: { handOverId: handOver.id }, body: { note } }))
      .then((ok) => ok && onDone());
  return (
    <section className="card" data-testid="to-sign">
      <h2>{t('from', { name: handOver.outgoingName })}</h2>
      <p className="cell-sub">
        {dutyTitle(handOver.shiftName, a(`post.${handOver.post}`))} ·{' '}
        {dateTime(handOver.writtenAt).slice(5, 16)}
      </p>
      {handOver.items.map((item) => (
        <p key={item.text}>
          {t(item.done ? 'inOrder' : 'notInOrder')} · {item.text}
        </p>
      ))}
      <p>{handOver.note}</p>
      <label className="field">
        <span className="field-label">{t('signNote')}</span>
        <input
          className="input"
          value={note}
          maxLength={500}
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
        disabled={doing.busy}
        onClick={sign}
      >
        {t('sign')}
      </button>
    </section>
  );
}

/** Tests to answer and hand-overs to sign: what messages about duties lead to. */
export function MyTasks() {
  const t = useWords(taskWords);
  const { value, reload } = useLoaded('duty-tasks', (signal) => call('myDutyTasks', { signal }));
  const doing = useDoing();
  const answer = (testId: string) =>
    void doing
      .run(() => call('answerReachTest', { params: { testId } }))
      .then((ok) => ok && reload());
  return (
    <>
      {value?.tests.map((test) => (
        <section key={test.id} className="card" data-testid="reach-test">
          <h2>{t('test')}</h2>
          <p>{t('until', { time: dateTime(test.replyUntil).slice(11, 16) })}</p>
          <button
            type="button"
            className="btn btn-large btn-primary"
            data-testid="reach-answer"
            disabled={doing.busy}
            onClick={() => answer(test.id)}
          >
            {t('reached')}
          </button>
        </section>
      ))}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {value?.toSign.map((h) => (
        <ToSign key={h.id} handOver={h} onDone={reload} />
      ))}
    </>
  );
}

/** The outgoing person's side, under the duty it belongs to. */
export function WriteHandOver({ shiftId, day }: { shiftId: string; day: string }) {
  const t = useWords(taskWords);
  const [text, setText] = useState<string | null>(null);
  const [written, setWritten] = useState(false);
  const doing = useDoing();
  if (written) return <p role="status">{t('written')}</p>;
  if (text === null) {
    return (
      <button type="button" className="btn" onClick={() => setText('')}>
        {t('write')}
      </button>
    );
  }
  const lines = text.split('\n').map((line) => line.trim());
  const items = lines
    .filter((line) => line !== '')
    .map((line) => ({
      text: line.replace(/^[?？]/, '').slice(0, 120),
      done: !/^[?？]/.test(line),
    }));
  const send = () =>
    void doing
      .run(() => call('writeHandOver', { body: { shiftId, day, items, note: '' } }))
      .then((ok) => setWritten(ok));
  return (
    <div className="field">
      <textarea
        className="input"
        rows={5}
        aria-label={t('write')}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      <span className="field-hint">{t('writeHow')}</span>
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      <button
        type="button"
        className="btn btn-primary"
        disabled={doing.busy || items.length === 0}
        onClick={send}
      >
        {t('hand')}
      </button>
    </div>
  );
}
