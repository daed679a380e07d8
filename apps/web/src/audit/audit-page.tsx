import { type AuditAction, auditActions } from '@anyuan/contracts/audit.ts';
import type { AuditLine } from '@anyuan/contracts/routes/audit-lines.ts';
import { auditActionWords } from '@anyuan/core/people/audit-words.ts';
import { Select, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { AdviceLine } from '../platform/advice-line.tsx';
import { serverNow } from '../platform/clock.ts';
import { ExportDialog } from '../platform/export-dialog.tsx';
import { type Say, useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import type { Locale } from '../platform/locale.ts';
import { byLabel } from '../platform/select-search.ts';
import { recordTime } from '../platform/time.ts';
import './audit.css';
import { KeyCard } from './key-card.tsx';
import { SealCard } from './seal-card.tsx';
import { queryOf, useAuditLines } from './use-audit-lines.ts';
import { auditDetailWords, auditWords } from './words.ts';

type T = Say<keyof typeof auditWords.zh>;

function columnsOf(t: T, locale: Locale): TableColumnsType<AuditLine> {
  return [
    {
      title: t('when'),
      key: 'when',
      width: 160,
      render: (_, l) => recordTime(l.at, serverNow()),
    },
    { title: t('who'), key: 'who', width: 140, render: (_, l) => l.personName ?? t('nobody') },
    {
      title: t('did'),
      key: 'did',
      width: 240,
      render: (_, l) => auditActionWords[locale][l.action],
    },
    { title: t('about'), key: 'about', render: (_, l) => aboutOf(l) },
    { title: t('why'), key: 'why', render: (_, l) => l.reason ?? '—' },
  ];
}

/** Its name, else its number where it has one. */
function aboutOf({ subjectName, subject, detail }: AuditLine): string {
  return (
    subjectName ?? (typeof detail.number === 'number' ? `#${detail.number}` : shortId(subject))
  );
}

/** The end of an id is enough to tell two apart on a screen; the whole stands in the details. */
function shortId(subject: string): string {
  return /^[0-9a-f-]{36}$/.test(subject) ? `…${subject.slice(-8)}` : subject;
}

function Details({ line }: { line: AuditLine }) {
  const locale = useLocale();
  const words: Record<string, string> = auditDetailWords[locale];
  return (
    <dl className="audit-details">
      {Object.entries({ subject: line.subject, ...line.detail }).map(([key, value]) => (
        <div key={key}>
          <dt>{words[key] ?? key}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** 审计: to be read, never changed. */
export default function AuditPage() {
  const t = useWords(auditWords);
  const locale = useLocale();
  const [action, setAction] = useState<AuditAction | undefined>();
  const [text, setText] = useState('');
  const [exporting, setExporting] = useState(false);
  const found = useAuditLines({ action, text });
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('audit')}</h1>
        <button
          type="button"
          className="btn"
          data-testid="audit-export"
          onClick={() => setExporting(true)}
        >
          <Icon name="export" size={18} />
          {t('export')}
        </button>
      </div>
      <p className="faint">{t('hint')}</p>
      <SealCard />
      <KeyCard />
      <div className="audit-filter">
        <input
          className="input"
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          aria-label={t('did')}
          allowClear
          showSearch={byLabel}
          placeholder={t('anyAction')}
          value={action}
          onChange={setAction}
          options={auditActions.map((a) => ({ value: a, label: auditActionWords[locale][a] }))}
        />
      </div>
      <AdviceLine text={found.advice} onRetry={found.reload} />
      <Table
        rowKey="id"
        size="middle"
        columns={columnsOf(t, locale)}
        dataSource={found.lines}
        loading={found.loading}
        pagination={false}
        scroll={{ x: 900 }}
        expandable={{ expandedRowRender: (line) => <Details line={line} /> }}
        locale={{ emptyText: t('empty') }}
      />
      {found.more && (
        <button type="button" className="btn" disabled={found.loading} onClick={found.readMore}>
          {t('more')}
        </button>
      )}
      <ExportDialog
        open={exporting}
        title={t('exportTitle')}
        hint={t('exportHint')}
        path="/api/audit-lines.xlsx"
        query={queryOf({ action, text })}
        onClose={() => setExporting(false)}
      />
    </div>
  );
}
