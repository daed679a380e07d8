import type { BackupBoard } from '@anyuan/contracts/routes/backups.ts';
import { useEffect } from 'react';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { platformWords } from '../platform/platform-words.ts';
import { ago, dateTime } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { BackupHistory, RunProgress } from './backup-history.tsx';
import { backupWords } from './backup-words.ts';
import './operations.css';
import { sizeText } from './size.ts';

const readWhileRunningMs = 1000;

function Warnings({ board }: { board: BackupBoard }) {
  const t = useWords(backupWords);
  return (
    <>
      {board.isRehearsalDue && (
        <p className="notice" role="alert" data-testid="rehearsal-due">
          <Icon name="alarm" /> {t('due', { n: board.rehearsalDays })}
        </p>
      )}
      {board.isSameDisk && <p className="notice">{t('sameDisk')}</p>}
    </>
  );
}

function Figures({ board }: { board: BackupBoard }) {
  const t = useWords(backupWords);
  const locale = useLocale();
  const when = (at: number | null) =>
    at === null ? t('never') : `${dateTime(at)} · ${ago(at, board.now, locale)}`;
  const rows: [string, string][] = [
    [t('lastBackup'), when(board.lastGoodBackupAt)],
    [t('lastRehearsal'), when(board.lastGoodRehearsalAt)],
    [t('next'), board.nextAt === null ? '—' : dateTime(board.nextAt)],
    [t('folder'), `${board.folder} · ${t('kept', { n: board.keep })}`],
    [t('free'), sizeText(board.freeBytes)],
    [t('key'), board.recipient ?? t('keyNone')],
  ];
  return (
    <dl className="ops-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Stored({ board }: { board: BackupBoard }) {
  const t = useWords(backupWords);
  if (board.stored.length === 0) return null;
  return (
    <details>
      <summary>
        {t('stored')} ({board.stored.length})
      </summary>
      <ul>
        {board.stored.map((s) => (
          <li key={s.file}>
            <code>{s.file}</code> · {sizeText(s.bytes)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Backups, and the proof that they can be restored. Read each second while something runs. */
export default function BackupRoom() {
  const t = useWords(backupWords);
  const p = useWords(platformWords);
  const doing = useDoing();
  const { value, advice, reload } = useLoaded('backups', (signal) =>
    call('showBackups', { signal }),
  );
  const running = value?.runs.find((run) => run.state === 'running');
  const isRunning = running !== undefined;
  useEffect(() => {
    const timer = setInterval(reload, isRunning ? readWhileRunningMs : 30 * readWhileRunningMs);
    return () => clearInterval(timer);
  }, [reload, isRunning]);
  const begin = (name: 'makeBackup' | 'rehearseRestore') =>
    void doing.run(() => call(name, {})).then(reload);
  if (!value) return <p className={advice ? 'notice' : 'faint'}>{advice ?? p('loading')}</p>;
  const blocked = isRunning || doing.busy || value.folder === '';
  return (
    <>
      <section className="card" data-testid="backups">
        <div className="page-head">
          <h2>{t('title')}</h2>
          <button
            type="button"
            className="btn"
            disabled={blocked}
            onClick={() => begin('makeBackup')}
          >
            {t('backUp')}
          </button>
          <button
            type="button"
            className="btn btn-primary"
            disabled={blocked || value.stored.length === 0}
            onClick={() => begin('rehearseRestore')}
          >
            {t('rehearse')}
          </button>
        </div>
        <p className="faint">{t('intro')}</p>
        {value.folder === '' ? <p className="notice">{t('off')}</p> : <Warnings board={value} />}
        {(advice ?? doing.advice) && (
          <p className="notice" role="alert">
            {doing.advice ?? advice}
          </p>
        )}
        {running && <RunProgress run={running} />}
        <Figures board={value} />
        <p className="faint">{t('keyHint')}</p>
        <Stored board={value} />
      </section>
      <section className="card">
        <h2>{t('history')}</h2>
        <BackupHistory runs={value.runs} />
      </section>
    </>
  );
}
