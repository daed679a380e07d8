import type { BackupRun } from '@anyuan/contracts/routes/backups.ts';
import { Table, type TableColumnsType } from 'antd';
import { useLocale, useWords } from '../platform/i18n.ts';
import { dateTime, span } from '../platform/time.ts';
import { backupWords } from './backup-words.ts';
import { sizeText } from './size.ts';

/** How far it is, while it runs. */
export function RunProgress({ run }: { run: BackupRun }) {
  const t = useWords(backupWords);
  const { progress } = run;
  return (
    <p role="status" data-testid="backup-progress">
      {t(`kind.${run.kind}`)} · {progress ? t(`step.${progress.step}`) : t('state.running')}{' '}
      {progress && progress.total > 1 && (
        <progress value={progress.done} max={progress.total} aria-label={t('state.running')} />
      )}
    </p>
  );
}

function Outcome({ run }: { run: BackupRun }) {
  const t = useWords(backupWords);
  const locale = useLocale();
  const { state, failure, result } = run;
  if (state === 'running') return <RunProgress run={run} />;
  if (failure) return <span className="late">{failure[locale]}</span>;
  if (state === 'good') return <span className="ops-good">{t('state.good')}</span>;
  return (
    <div className="late">
      {t('state.faults', { n: result?.findings.length ?? 0 })}
      <ul>
        {result?.findings.slice(0, 20).map((f) => (
          <li key={`${f.fault}${f.subject}`}>
            {f.subject}{' '}
            {t(`fault.${f.fault}`, { expected: f.expected ?? '—', found: f.found ?? '—' })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Contents({ run }: { run: BackupRun }) {
  const t = useWords(backupWords);
  const locale = useLocale();
  const { result } = run;
  if (!result) return t(`kind.${run.kind}`);
  const { rows, files, clips, seals } = result;
  const age = span(Math.max(0, run.startedAt - result.madeAt), locale);
  return (
    <>
      <div className="cell-main">
        {t(`kind.${run.kind}`)} · {sizeText(result.bytes)}
      </div>
      <div className="cell-sub">
        {t('contents', { rows, files, clips, seals })} ·{' '}
        {t('dataOf', { at: dateTime(result.madeAt) })}
        {run.kind === 'rehearsal' && ` · ${t('dataAge', { age })}`}
      </div>
    </>
  );
}

/** What ran, newest first. */
export function BackupHistory({ runs }: { runs: BackupRun[] }) {
  const t = useWords(backupWords);
  const locale = useLocale();
  const columns: TableColumnsType<BackupRun> = [
    { title: t('when'), key: 'when', width: 180, render: (_, x) => dateTime(x.startedAt) },
    { title: t('what'), key: 'what', render: (_, x) => <Contents run={x} /> },
    {
      title: t('who'),
      key: 'who',
      width: 120,
      render: (_, x) => (x.cause === 'person' ? (x.personName ?? '—') : t(`cause.${x.cause}`)),
    },
    {
      title: t('took'),
      key: 'took',
      width: 110,
      render: (_, x) => (x.result ? span(x.result.tookMs, locale) : '—'),
    },
    { title: t('outcome'), key: 'outcome', render: (_, x) => <Outcome run={x} /> },
  ];
  return (
    <Table
      rowKey="id"
      size="middle"
      columns={columns}
      dataSource={runs}
      onRow={() => ({ 'data-testid': 'backup-run' }) as object}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <p className="table-empty">{t('none')}</p> }}
    />
  );
}
