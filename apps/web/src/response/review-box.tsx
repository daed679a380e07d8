import type { AlarmDetail } from '@anyuan/contracts/alarm.ts';
import { useState } from 'react';
import { pageWords } from '../alarm/page-words.ts';
import { alarmWords } from '../alarm/words.ts';
import { useWords } from '../platform/i18n.ts';
import { useMay } from '../platform/session.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing } from '../platform/use-call.ts';
import { reviewAlarm } from './actions.ts';

/** What was learned, or the field for it. */
export function Review({ alarm, onDone }: { alarm: AlarmDetail; onDone: () => void }) {
  const t = useWords(pageWords);
  const may = useMay('alarm.review');
  const doing = useDoing();
  const [text, setText] = useState('');
  const conclude = async () => {
    if (await doing.run(() => reviewAlarm(alarm.id, text.trim()))) onDone();
  };
  return (
    <>
      {alarm.review && <p className="quoted">{alarm.review}</p>}
      {!alarm.review && !may && <p className="faint">—</p>}
      {!alarm.review && may && (
        <>
          <textarea
            className="input"
            aria-label={t('review')}
            placeholder={t('reviewHint')}
            maxLength={4000}
            data-testid="review-text"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {doing.advice && (
            <p className="notice" role="alert">
              {doing.advice}
            </p>
          )}
          <button
            type="button"
            className="btn btn-primary"
            data-testid="review-save"
            disabled={doing.busy || text.trim() === ''}
            onClick={() => void conclude()}
          >
            {t('reviewSave')}
          </button>
        </>
      )}
    </>
  );
}

/** How it ended, and what was learned. */
export function ReviewBox({ alarm, onDone }: { alarm: AlarmDetail; onDone: () => void }) {
  const t = useWords(pageWords);
  const a = useWords(alarmWords);
  return (
    <section className="card">
      <h2>{t('outcome')}</h2>
      <p>
        <strong>{alarm.verdict ? a(`verdict.${alarm.verdict}`) : '—'}</strong>
      </p>
      {alarm.closeReason && <p className="quoted">{alarm.closeReason}</p>}
      {alarm.closedBy && alarm.times.t7 !== null && (
        <p className="cell-sub">
          {t('closedBy', { name: alarm.closedBy, time: dateTime(alarm.times.t7) })}
        </p>
      )}
      <h3>{t('review')}</h3>
      <Review alarm={alarm} onDone={onDone} />
    </section>
  );
}
