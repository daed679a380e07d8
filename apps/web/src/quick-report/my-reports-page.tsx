import type { QuickReport } from '@anyuan/contracts/quick-report.ts';
import { stateWords } from '@anyuan/core/incident/words.ts';
import { reportKindWords } from '@anyuan/core/quick-report/words.ts';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { serverNow } from '../platform/clock.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { quickReportsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useSession } from '../platform/session.ts';
import { recordTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import { useStore } from '../platform/use-store.ts';
import './quick-report.css';
import { type KeptReport, outbox } from './report-outbox.ts';
import { reportWords } from './words.ts';

function Unsent({ report }: { report: KeptReport }) {
  const t = useWords(reportWords);
  const locale = useLocale();
  const { refused, kind, words } = report;
  return (
    <section className="card" data-testid="report-unsent">
      <h2>{reportKindWords[locale][kind]}</h2>
      {words && <p>{words}</p>}
      <p className={refused ? 'notice' : 'cell-sub'}>{refused?.[locale] ?? t('waitingParts')}</p>
      <button type="button" className="btn" onClick={() => void outbox.forget(report.id)}>
        {t(refused ? 'putAway' : 'takeBack')}
      </button>
    </section>
  );
}

function Mine({ report }: { report: QuickReport }) {
  const t = useWords(reportWords);
  const locale = useLocale();
  const { kind, place, words, state, reason, incidentNumber, incidentState } = report;
  return (
    <section className="card" data-testid="report-mine" data-state={state}>
      <h2>{reportKindWords[locale][kind]}</h2>
      <p className="cell-sub">
        {recordTime(report.madeAt, serverNow())} {place && `· ${place}`}
      </p>
      {words && <p>{words}</p>}
      <p>
        <span className="tag">{t(`state.${state}`)}</span>{' '}
        {incidentNumber !== null && t('incident', { n: incidentNumber })}{' '}
        {incidentState && stateWords[locale][incidentState]}
      </p>
      {reason && (
        <p>
          <strong>{t('answered')}</strong> {reason}
        </p>
      )}
    </section>
  );
}

/** What I reported and what became of it; first what is still on this phone. */
export default function MyReportsPage() {
  const t = useWords(reportWords);
  const p = useWords(platformWords);
  const { personId } = useSession();
  const kept = useStore(outbox.keptStore).filter((r) => r.personId === personId);
  const { value, advice, loading, reload } = useLoaded('my-reports', (signal) =>
    call('myQuickReports', { signal }),
  );
  useChanges(quickReportsStore, reload);
  useEffect(() => outbox.resume(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one that has just gone out is read from there
  useEffect(() => reload(), [kept.length, reload]);
  const reports = value?.reports ?? [];
  return (
    <div className="phone-page">
      <h1>{t('mine')}</h1>
      <Link href="/report" className="btn btn-primary btn-large">
        {t(reports.length > 0 ? 'another' : 'title')}
      </Link>
      {kept.map((r) => (
        <Unsent key={r.id} report={r} />
      ))}
      <AdviceLine text={advice} onRetry={reload} />
      {loading && !value && <p className="faint">{p('loading')}</p>}
      {value && reports.length + kept.length === 0 && <p className="faint">{t('noneMine')}</p>}
      {reports
        .filter((r) => !kept.some((k) => k.id === r.id))
        .map((r) => (
          <Mine key={r.id} report={r} />
        ))}
    </div>
  );
}
