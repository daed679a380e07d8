import type { ReportView } from '@anyuan/contracts/routes/reports.ts';
import { alarmWords } from '@anyuan/core/records/alarm-words.ts';
import { Progress } from 'antd';
import { useEffect } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { useMay, useSession } from '../platform/session.ts';
import { dateTime } from '../platform/time.ts';
import { useLoaded } from '../platform/use-call.ts';
import { MakeReport } from './make-report.tsx';
import './reports.css';
import { TermsCard } from './terms-card.tsx';
import { reportPageWords } from './words.ts';

/** 报表: asked for, made in the background, fetched here. */
export default function ReportsPage() {
  const t = useWords(reportPageWords);
  const { assignments } = useSession();
  const mayTerms = useMay('roster.manage');
  const mine = useLoaded('reports', (signal) => call('listReports', { signal }));
  const reports = mine.value?.reports ?? [];
  const isWaiting = reports.some((r) => r.state === 'queued' || r.state === 'working');
  const { reload } = mine;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(reload, 1000);
    return () => clearInterval(timer);
  }, [isWaiting, reload]);
  const own = assignments.find((a) => a.organisationKind === 'school') ?? assignments[0];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <p className="faint">{t('hint')}</p>
      <MakeReport onAsked={reload} />
      <section className="card">
        <h2>{t('mine')}</h2>
        <AdviceLine text={mine.advice} onRetry={reload} />
        {mine.value && reports.length === 0 && <p className="table-empty">{t('none')}</p>}
        <ul className="reports-list">
          {reports.map((report) => (
            <ReportLine key={report.id} report={report} />
          ))}
        </ul>
      </section>
      {mayTerms && own && <TermsCard organisationId={own.organisationId} />}
    </div>
  );
}

function ReportLine({ report }: { report: ReportView }) {
  const t = useWords(reportPageWords);
  const locale = useLocale();
  const { state, fromDay, toDay, stepsDone, steps, keptUntil } = report;
  const days = fromDay === toDay ? fromDay : `${fromDay} – ${toDay}`;
  const isRunning = state === 'queued' || state === 'working';
  return (
    <li className="reports-line" data-testid="report" data-state={state}>
      <div className="reports-what">
        <div className="cell-main">
          {t(`kind.${report.kind}`)} · {days}
        </div>
        <div className="cell-sub">
          {report.organisationName} · {alarmWords[locale][`alarmKind.${report.alarmKind}`]} ·{' '}
          {report.format === 'pdf' ? 'PDF' : 'Excel'}
        </div>
      </div>
      <div className="reports-state" role="status">
        {isRunning && (
          <Progress
            percent={Math.round((stepsDone / steps) * 100)}
            size="small"
            aria-label={t(`state.${state}`)}
          />
        )}
        <span className={state === 'failed' ? 'late' : 'faint'}>
          {keptUntil === null
            ? t(`state.${state}`)
            : t('keptUntil', { at: dateTime(keptUntil).slice(5, 16) })}
        </span>
      </div>
      {state === 'done' && (
        <a className="btn" href={`/api/reports/${report.id}/file`} download>
          <Icon name="export" size={18} />
          {t('download')}
        </a>
      )}
    </li>
  );
}
