import type { Fit, FittedPhrase } from '@anyuan/contracts/routes/voices.ts';
import { useState } from 'react';
import { call } from '../platform/api.ts';
import { useWords } from '../platform/i18n.ts';
import { useDoing } from '../platform/use-call.ts';
import './voices.css';
import { voiceWords } from './words.ts';

const isChanged = (row: FittedPhrase) => row.thresholdBefore !== row.thresholdAfter;
const arrow = (before: string | number, after: string | number) =>
  before === after ? String(before) : `${before} → ${after}`;

function Row({ row }: { row: FittedPhrase }) {
  const t = useWords(voiceWords);
  const heard = (n: number) => t('fitOf', { n, all: row.clips });
  const minutes = (n: number) => t('fitMinutes', { n, all: row.minutes });
  return (
    <tr className={isChanged(row) ? 'fit-changed' : ''} data-testid="fit-row">
      <td>{row.text}</td>
      <td>{row.clips}</td>
      <td>{arrow(row.thresholdBefore, row.thresholdAfter)}</td>
      <td>{row.clips === 0 ? '—' : arrow(heard(row.heardBefore), heard(row.heardAfter))}</td>
      <td>{row.minutes === 0 ? '—' : arrow(minutes(row.falseBefore), minutes(row.falseAfter))}</td>
    </tr>
  );
}

/** Before and after, from the school's own voices; a person applies it. */
export function FitCard({ schoolId, onApplied }: { schoolId: string; onApplied: () => void }) {
  const t = useWords(voiceWords);
  const doing = useDoing();
  const [fit, setFit] = useState<Fit | null>(null);
  const [done, setDone] = useState(false);
  const params = { schoolId };
  const work = () =>
    doing.run(async () => {
      setDone(false);
      setFit(await call('fitPhrases', { params, timeoutMs: 120_000 }));
    });
  const apply = ({ version, phrases }: Fit) =>
    doing.run(async () => {
      await call('savePhrases', { params, body: { version, phrases } });
      setFit(null);
      setDone(true);
      onApplied();
    });
  return (
    <section className="card" data-testid="fit-card">
      <h2>{t('fitTitle')}</h2>
      <p className="faint">
        {t('fitIntro')}
        {t('fitWhere')}
      </p>
      {fit && (
        <>
          <table className="fit-table">
            <thead>
              <tr>
                <th>{t('fitPhrase')}</th>
                <th>{t('fitClips')}</th>
                <th>{t('fitThreshold')}</th>
                <th>{t('fitHeard')}</th>
                <th>{t('fitFalse')}</th>
              </tr>
            </thead>
            <tbody>
              {fit.fitted.map((row) => (
                <Row key={row.text} row={row} />
              ))}
            </tbody>
          </table>
          <p className="faint">
            {t('fitFew', { n: fit.leastClips })}
            {!fit.fitted.some(isChanged) && t('fitSame')}
          </p>
        </>
      )}
      {doing.advice && (
        <p className="notice" role="alert">
          {doing.advice}
        </p>
      )}
      {done && <p role="status">{t('fitDone')}</p>}
      <div className="phrase-actions">
        <button
          type="button"
          className="btn"
          data-testid="fit-now"
          disabled={doing.busy}
          onClick={() => void work()}
        >
          {t('fitNow')}
        </button>
        {fit?.fitted.some(isChanged) && (
          <button
            type="button"
            className="btn btn-primary"
            disabled={doing.busy}
            onClick={() => void apply(fit)}
          >
            {t('fitApply')}
          </button>
        )}
      </div>
    </section>
  );
}
