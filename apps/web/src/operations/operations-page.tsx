import type { OperationView } from '@anyuan/contracts/live.ts';
import type { Audit, WatchdogView } from '@anyuan/contracts/routes/operations.ts';
import { Tabs } from 'antd';
import { lazy, Suspense, useEffect } from 'react';
import { useLocation } from 'wouter';
import { AdviceLine } from '../platform/advice-line.tsx';
import { call } from '../platform/api.ts';
import { useLocale, useWords } from '../platform/i18n.ts';
import { Icon } from '../platform/icons.tsx';
import { operationsStore } from '../platform/live.ts';
import { platformWords } from '../platform/platform-words.ts';
import { useMay } from '../platform/session.ts';
import { ago } from '../platform/time.ts';
import { useDoing, useLoaded } from '../platform/use-call.ts';
import { useStore } from '../platform/use-store.ts';
import { HealthLine } from './health-line.tsx';
import './operations.css';
import { Consumers, NextSteps, Parked } from './tables.tsx';
import { operationWords } from './words.ts';

const BackupRoom = lazy(() => import('./backup-room.tsx'));
const StorageRoom = lazy(() => import('./storage-room.tsx'));
const LicenceRoom = lazy(() => import('./licence-room.tsx'));

const readEveryMs = 5000;
const staleMs = 30_000;

function Looked({ audit }: { audit: Audit }) {
  const t = useWords(operationWords);
  const locale = useLocale();
  const { auditedAt, now } = audit;
  if (auditedAt === null) return <p className="notice">{t('notAudited')}</p>;
  if (now - auditedAt > staleMs) {
    return (
      <p className="notice" role="alert">
        {t('stale')} · {ago(auditedAt, now, locale)}
      </p>
    );
  }
  return (
    <p className="faint" data-testid="audited">
      {t('auditedAt')} {ago(auditedAt, now, locale)}
    </p>
  );
}

function Notice({ operation }: { operation: OperationView }) {
  const t = useWords(operationWords);
  const doing = useDoing();
  const { id, text, takenBy } = operation;
  const params = { operationId: id };
  return (
    <div className="notice" data-testid="operation">
      <Icon name="alarm" />
      <span>{doing.advice ?? text}</span>
      {takenBy === null ? (
        <button
          type="button"
          className="btn"
          disabled={doing.busy}
          onClick={() => void doing.run(() => call('takeOperation', { params }))}
        >
          {t('take')}
        </button>
      ) : (
        <>
          <span className="tag">{t('takenBy', { name: takenBy })}</span>
          <button
            type="button"
            className="btn btn-quiet"
            disabled={doing.busy}
            onClick={() => void doing.run(() => call('giveBackOperation', { params }))}
          >
            {t('giveBack')}
          </button>
        </>
      )}
    </div>
  );
}

function Notices() {
  const t = useWords(operationWords);
  const operations = useStore(operationsStore);
  return (
    <section className="card">
      <h2>{t('notices')}</h2>
      {operations.length === 0 && <p className="faint">{t('noNotices')}</p>}
      {operations.map((operation) => (
        <Notice key={operation.id} operation={operation} />
      ))}
    </section>
  );
}

function Watchdog({ watchdog, now }: { watchdog: WatchdogView | null; now: number }) {
  const t = useWords(operationWords);
  const locale = useLocale();
  return (
    <section className="card" data-testid="watchdog">
      <h2>{t('watchdog')}</h2>
      {!watchdog && <p className="faint">{t('watchdogOff')}</p>}
      {watchdog && (
        <>
          <p>{t('watchdogTo', { host: watchdog.host, sec: watchdog.everySec })}</p>
          <p className={watchdog.error === null ? undefined : 'late'}>
            {t('lastSuccess')}{' '}
            {watchdog.succeededAt === null ? t('never') : ago(watchdog.succeededAt, now, locale)}
            {watchdog.error !== null && ` · ${t('lastTry')} ${watchdog.error}`}
          </p>
        </>
      )}
    </section>
  );
}

/** The auditor's room: is anything silent that should speak? Read again every few seconds. */
function CheckRoom() {
  const t = useWords(operationWords);
  const p = useWords(platformWords);
  const { value, advice, reload } = useLoaded('audit', (signal) => call('showAudit', { signal }));
  useEffect(() => {
    const timer = setInterval(reload, readEveryMs);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <>
      <AdviceLine text={advice} onRetry={reload} />
      {!value && !advice && <p className="faint">{p('loading')}</p>}
      {value && (
        <>
          <p className="faint">{t('intro')}</p>
          <Looked audit={value} />
          <HealthLine />
          <Notices />
          <section className="card">
            <h2>{t('alarms')}</h2>
            <NextSteps audit={value} />
          </section>
          <Parked audit={value} onChanged={reload} />
          <section className="card">
            <h2>{t('deliveries')}</h2>
            <Consumers audit={value} />
          </section>
          <Watchdog watchdog={value.watchdog} now={value.now} />
        </>
      )}
    </>
  );
}

const rooms = {
  check: CheckRoom,
  backups: BackupRoom,
  storage: StorageRoom,
  licences: LicenceRoom,
} as const;
type RoomName = keyof typeof rooms;

/** 运行: everything that whoever keeps the installation running looks at, one room each. */
export default function OperationsPage({ room }: { room: string | undefined }) {
  const t = useWords(operationWords);
  const [, go] = useLocation();
  const mayBackups = useMay('backup.manage');
  const shown: RoomName[] = mayBackups
    ? ['check', 'backups', 'storage', 'licences']
    : ['check', 'licences'];
  const current = shown.find((name) => name === room) ?? 'check';
  const Room = rooms[current];
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <Tabs
        activeKey={current}
        onChange={(name) => go(`/operations/${name}`)}
        items={shown.map((key) => ({ key, label: t(`room.${key}`) }))}
      />
      <Suspense fallback={<div className="page-wait" aria-busy="true" />}>
        <Room />
      </Suspense>
    </div>
  );
}
