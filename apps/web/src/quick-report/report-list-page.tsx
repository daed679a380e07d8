import { reportKindWords } from '@anyuan/core/quick-report/words.ts';
import { useState } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { quickReportsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { recordTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import './quick-report.css';
import { reportWords } from './words.ts';

const views = ['open', 'settled', 'any'] as const;
const viewWord = { open: 'onlyOpen', settled: 'settled', any: 'any' } as const;

/** Reports of the schools in scope: what waits for somebody first. */
export default function ReportListPage() {
  const t = useWords(reportWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  const [state, setState] = useState<(typeof views)[number]>('open');
  const [limit, setLimit] = useState(50);
  const { value, advice, loading, reload, retry } = useLoaded(
    `reports ${state} ${limit}`,
    (signal) => call('listQuickReports', { query: { state, limit }, signal }),
  );
  useChanges(quickReportsStore, reload);
  return (
    <div className="page phone-page">
      <h1>{t('list')}</h1>
      <div className="chips">
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className="chip"
            aria-pressed={one === state}
            onClick={() => setState(one)}
          >
            {t(viewWord[one])}
          </button>
        ))}
      </div>
      <AdviceLine text={advice} onRetry={retry} />
      {loading && !value && <p className="faint">{p('loading')}</p>}
      {value?.reports.length === 0 && <p className="faint">{t('none')}</p>}
      <ul className="report-rows">
        {value?.reports.map((r) => {
          const photos = r.parts.filter((part) => part.kind === 'photo').length;
          const voice = r.parts.length > photos ? t('withVoice') : '';
          return (
            <li key={r.id}>
              <Link href={`/quick-reports/${r.id}`} className="report-row" data-testid="report-row">
                <span className="tag">{reportKindWords[locale][r.kind]}</span>
                <span className="report-row-text">
                  <strong>{r.words || r.place || '—'}</strong>
                  <span className="cell-sub">
                    {r.schoolName} {r.place && `· ${r.place}`} · {r.reporterName} ·{' '}
                    {recordTime(r.madeAt, serverNow())} · {t('partsCount', { photos, voice })}
                  </span>
                </span>
                <span className="tag">{t(`state.${r.state}`)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      {value?.more && (
        <button
          type="button"
          className="btn"
          onClick={() => setLimit((n) => Math.min(200, n + 50))}
        >
          {t('older')}
        </button>
      )}
    </div>
  );
}
