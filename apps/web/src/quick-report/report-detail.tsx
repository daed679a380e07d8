import { incidentKinds } from '@anyuan/contracts/incident.ts';
import type { QuickReport, ReportView } from '@anyuan/contracts/quick-report.ts';
import { kindWords } from '@anyuan/core/incident/words.ts';
import { reportKindWords } from '@anyuan/core/quick-report/words.ts';
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import { Act, Choice, Field, Say } from '../incident/say.tsx';
import '../incident/incident.css';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { quickReportsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { useChanges } from '../platform/use-changes.ts';
import './quick-report.css';
import { ReportMedia } from './report-media.tsx';
import { reportWords } from './words.ts';

/** A clock this far off is worth a word. */
const clockOffMs = 300_000;
const guesses = {
  hazard: 'other',
  dispute: 'dispute',
  suspicious: 'suspicious',
  other: 'other',
} as const;

function ToIncident({ report, onDone }: { report: QuickReport; onDone: () => void }) {
  const t = useWords(reportWords);
  const locale = useLocale();
  const [kind, setKind] = useState<(typeof incidentKinds)[number]>(guesses[report.kind]);
  const first = report.words || report.place || reportKindWords[locale][report.kind];
  const [title, setTitle] = useState(first.slice(0, 40));
  const params = { quickReportId: report.id };
  return (
    <Act
      label={t('toIncident')}
      primary
      ready={title.trim() !== ''}
      onDo={() => call('openIncidentOfReport', { params, body: { kind, title: title.trim() } })}
      onDone={onDone}
    >
      <Choice
        label={t('incidentKind')}
        of={incidentKinds}
        word={(k) => kindWords[locale][k]}
        value={kind}
        onChange={setKind}
      />
      <Field label={t('incidentTitle')}>
        <input
          className="input"
          maxLength={100}
          value={title}
          onChange={(e) => setTitle(e.target.value)}
        />
      </Field>
    </Act>
  );
}

/** What became of it. */
function Settled({ report, onDone }: { report: QuickReport; onDone: () => void }) {
  const t = useWords(reportWords);
  const doing = useDoing();
  if (report.state === 'incident') {
    return (
      <Link
        href={`/incidents/${report.incidentId}`}
        className="btn btn-primary"
        data-testid="report-incident"
      >
        {t('seeIncident', { n: report.incidentNumber ?? 0 })}
      </Link>
    );
  }
  const params = { quickReportId: report.id };
  const reopen = () =>
    void doing.run(() => call('reopenQuickReport', { params })).then((ok) => ok && onDone());
  return (
    <>
      <p>
        {report.settledByName}：{report.reason}
      </p>
      <button type="button" className="btn" disabled={doing.busy} onClick={reopen}>
        {t('reopen')}
      </button>
      {doing.advice && <p className="notice">{doing.advice}</p>}
    </>
  );
}

function Settling({ report, onDone }: { report: QuickReport; onDone: () => void }) {
  const t = useWords(reportWords);
  const [typed, setTyped] = useState('');
  const params = { quickReportId: report.id };
  const isOpen = report.state === 'open';
  return (
    <>
      {!isOpen && <Settled report={report} onDone={onDone} />}
      {/* Settled by another meanwhile: the reason that was being typed stays. */}
      {(isOpen || typed !== '') && (
        <div className="report-settling">
          {isOpen && <ToIncident report={report} onDone={onDone} />}
          <Say
            label={t('close')}
            hint={t('closeHint')}
            max={500}
            onSay={(reason) => call('closeQuickReport', { params, body: { reason } })}
            onDone={onDone}
            onTyped={setTyped}
          />
        </div>
      )}
    </>
  );
}

function Views({ views }: { views: readonly ReportView[] }) {
  const t = useWords(reportWords);
  return (
    <section className="card">
      <h2>{t('views')}</h2>
      {views.length === 0 && <p className="faint">{t('noViews')}</p>}
      <ul className="report-views">
        {views.map((v) => (
          <li key={`${v.at} ${v.personName} ${v.reason}`}>
            {dateTime(v.at)} {v.personName}{' '}
            {v.reason === null ? t('viewWords') : t('viewMedia', { reason: v.reason })}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function ReportDetail({ quickReportId }: { quickReportId: string }) {
  const t = useWords(reportWords);
  const p = useWords(platformWords);
  const locale = useLocale();
  // Only the first reading is a look of its own.
  const isOpen = useRef(false);
  const { value, advice, reload, retry } = useLoaded(`report ${quickReportId}`, async (signal) => {
    const query = isOpen.current ? ({ follows: 'true' } as const) : {};
    const reply = await call('showQuickReport', { params: { quickReportId }, query, signal });
    isOpen.current = true;
    return reply;
  });
  useChanges(quickReportsStore, reload);
  if (!value) {
    return advice ? (
      <AdviceLine text={advice} onRetry={retry} />
    ) : (
      <p className="centre">{p('loading')}</p>
    );
  }
  const { report, views } = value;
  const { position } = report;
  return (
    <article className="report-detail" data-testid="report-detail" data-state={report.state}>
      <section className="card">
        <p>
          <span className="tag">{reportKindWords[locale][report.kind]}</span>{' '}
          <span className="tag">{t(`state.${report.state}`)}</span>
        </p>
        <h1>{report.place || report.schoolName}</h1>
        {report.words && <p className="report-text">{report.words}</p>}
        <p className="cell-sub">
          {report.schoolName} · {report.reporterName} · {dateTime(report.madeAt)}
          {Math.abs(report.clockOffMs) > clockOffMs && ` · ${t('clockWasOff')}`}
        </p>
        {position && (
          <a href={`geo:${position.latitude},${position.longitude}`} className="cell-sub">
            {t('position')} {position.latitude.toFixed(5)}, {position.longitude.toFixed(5)}{' '}
            {t('positionAbout', { n: Math.round(position.accuracyM) })}
          </a>
        )}
        <Settling report={report} onDone={reload} />
      </section>
      <ReportMedia report={report} />
      <Views views={views} />
    </article>
  );
}
