import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import { gradeWords, kindWords, sideWords, stateWords } from '@anyuan/core/incident/words.ts';
import { Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { serverNow } from '../platform/clock.ts';
import { toCsv } from '../platform/csv.ts';
import { downloadText } from '../platform/download.ts';
import { type Say, useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import type { Locale } from '../platform/locale.ts';
import { useMay } from '../platform/session.ts';
import { dateTime, dayOf, recordTime } from '../platform/time.ts';
import './incident.css';
import { Deadline, Waiting } from './marks.tsx';
import { NewIncident } from './new-incident.tsx';
import { useIncidents, viewInAddress } from './use-incidents.ts';
import { incidentWords } from './words.ts';

type T = Say<keyof typeof incidentWords.zh>;

function columnsOf(t: T, locale: Locale): TableColumnsType<IncidentSummary> {
  return [
    { title: t('number'), key: 'number', width: 72, render: (_, i) => `#${i.number}` },
    {
      title: t('what'),
      key: 'what',
      render: (_, i) => (
        <>
          <Link href={`/incidents/${i.id}`} className="cell-main">
            {i.title}
          </Link>
          <div className="cell-sub">
            {i.schoolName} · {kindWords[locale][i.kind]}
          </div>
        </>
      ),
    },
    {
      title: t('state'),
      key: 'state',
      width: 150,
      render: (_, i) => (
        <>
          {stateWords[locale][i.state]} <Waiting incident={i} />
        </>
      ),
    },
    {
      title: t('grade'),
      key: 'grade',
      width: 80,
      render: (_, i) => (i.grade ? gradeWords[locale][i.grade] : '—'),
    },
    {
      title: t('holder'),
      key: 'holder',
      width: 140,
      render: (_, i) => `${sideWords[locale][i.holder]} · ${i.ownerName ?? '—'}`,
    },
    {
      title: t('deadline'),
      key: 'deadline',
      width: 170,
      render: (_, i) => <Deadline incident={i} />,
    },
    {
      title: t('reported'),
      key: 'reported',
      width: 130,
      render: (_, i) => recordTime(i.times.reportedAt, serverNow()),
    },
  ];
}

function exportRows(rows: readonly IncidentSummary[], t: T, locale: Locale): void {
  const head = [
    ...(['number', 'what', 'school', 'kind', 'state', 'grade', 'holder', 'owner'] as const),
    ...(['deadline', 'reported'] as const),
  ].map((key) => t(key));
  const lines = rows.map((i) => [
    i.number,
    i.title,
    i.schoolName,
    kindWords[locale][i.kind],
    stateWords[locale][i.state],
    i.grade ? gradeWords[locale][i.grade] : null,
    sideWords[locale][i.holder],
    i.ownerName,
    i.deadlineAt === null ? null : dateTime(i.deadlineAt),
    dateTime(i.times.reportedAt),
  ]);
  downloadText(`incidents-${dayOf(serverNow())}.csv`, toCsv(head, lines));
}

const views = ['open', 'overdue', 'review', 'shared', 'mine', 'any'] as const;

/** The console's list, which is the liaison board of a station as well (view 警情直通车). */
export default function IncidentListPage() {
  const t = useWords(incidentWords);
  const locale = useLocale();
  const mayReport = useMay('incident.report');
  const [view, setView] = useState(viewInAddress);
  const [text, setText] = useState('');
  const loaded = useIncidents({ view, text: text.trim() });
  const { incidents, more } = loaded;
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
        <Link href="/digest" className="btn">
          {t('digest')}
        </Link>
        <button type="button" className="btn" onClick={() => exportRows(incidents, t, locale)}>
          <Icon name="export" size={18} /> {t('exportCsv')}
        </button>
      </div>
      {mayReport && (
        <div className="incident-actions">
          <NewIncident onDone={loaded.reload} />
        </div>
      )}
      <section className="card">
        <div className="filter-bar">
          <label className="search">
            <Icon name="search" size={18} />
            <span className="visually-hidden">{t('search')}</span>
            <input
              className="input"
              type="search"
              placeholder={t('search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <div className="chips">
            {views.map((one) => (
              <button
                key={one}
                type="button"
                className="chip"
                aria-pressed={view === one}
                onClick={() => setView(one)}
              >
                {t(one === 'any' ? 'all' : one === 'review' ? 'toReview' : one)}
              </button>
            ))}
          </div>
        </div>
        <AdviceLine text={loaded.advice} onRetry={loaded.reload} />
        <Table
          rowKey="id"
          size="middle"
          columns={columnsOf(t, locale)}
          dataSource={[...incidents]}
          loading={loaded.loading && incidents.length === 0}
          onRow={() => ({ 'data-testid': 'incident-row' }) as object}
          pagination={false}
          scroll={{ x: 900 }}
          locale={{
            emptyText: (
              <p className="table-empty">{t(text || view !== 'any' ? 'noMatch' : 'none')}</p>
            ),
          }}
        />
        {more && (
          <button type="button" className="btn" onClick={loaded.readOlder}>
            {t('older')}
          </button>
        )}
      </section>
    </div>
  );
}
