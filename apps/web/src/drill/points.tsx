import type { PointView } from '@anyuan/contracts/routes/drills.ts';
import { useEffect } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { span } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import './drill.css';
import { drillWords } from './words.ts';

function OpenTest({ point, onChanged }: { point: PointView; onChanged: () => void }) {
  const t = useWords(drillWords);
  const locale = useLocale();
  const doing = useDoing();
  const { open } = point;
  if (!open) return null;
  const end = (outcome: 'passed' | 'failed' | 'cancelled') =>
    void doing
      .run(() => call('endPointTest', { params: { testId: open.id }, body: { outcome } }))
      .then(onChanged);
  const answered = open.answeredSec !== null;
  return (
    <div>
      {doing.advice && <p className="notice">{doing.advice}</p>}
      <p role="status">
        {open.pressedAt === null && t('armHint')}
        {open.pressedAt !== null && !answered && t('waitPolice')}
        {answered &&
          t('policeAnswered', {
            name: open.answeredBy ?? '—',
            sec: span((open.answeredSec ?? 0) * 1000, locale),
          })}
      </p>
      <div className="row-actions">
        {answered && (
          <button type="button" className="btn btn-primary" onClick={() => end('passed')}>
            {t('passed')}
          </button>
        )}
        <button type="button" className="btn" onClick={() => end('failed')}>
          {t('failed')}
        </button>
        <button type="button" className="btn btn-quiet" onClick={() => end('cancelled')}>
          {t('giveUp')}
        </button>
      </div>
    </div>
  );
}

function Point({ point, onChanged }: { point: PointView; onChanged: () => void }) {
  const t = useWords(drillWords);
  const mayTest = useMay('drill.test');
  const doing = useDoing();
  const body = { terminalId: point.terminalId };
  const arm = () => void doing.run(() => call('armPointTest', { body })).then(onChanged);
  return (
    <li className="card" data-testid="point">
      <div className="cell-main">
        {point.place} <span className="tag">{t(`state.${point.state}`)}</span>
      </div>
      <div className="cell-sub">
        {point.schoolName} · {point.name}
      </div>
      {doing.advice && <p className="notice">{doing.advice}</p>}
      {point.open ? (
        <OpenTest point={point} onChanged={onChanged} />
      ) : (
        mayTest && (
          <button
            type="button"
            className="btn"
            data-testid="arm"
            disabled={doing.busy}
            onClick={arm}
          >
            {t('arm')}
          </button>
        )
      )}
    </li>
  );
}

const rank = { overdue: 0, due: 1, done: 2 };

/** Every terminal and how it stands this month; walked with the phone in the hand. */
export function Points() {
  const t = useWords(drillWords);
  const p = useWords(platformWords);
  const { value, advice, reload, retry } = useLoaded('points', (signal) =>
    call('listPoints', { signal }),
  );
  const isDenied = advice !== null && retry === null;
  useEffect(() => {
    if (isDenied) return;
    const timer = setInterval(reload, 3000);
    return () => clearInterval(timer);
  }, [reload, isDenied]);
  const points = [...(value?.points ?? [])].sort((a, b) => rank[a.state] - rank[b.state]);
  return (
    <section className="drill-part">
      <h2>{t('points')}</h2>
      <AdviceLine text={advice} onRetry={retry} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      <ul className="drill-points">
        {points.map((point) => (
          <Point key={point.terminalId} point={point} onChanged={reload} />
        ))}
      </ul>
    </section>
  );
}
