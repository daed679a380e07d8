import type { BackupKind, BackupProgress } from '@anyuan/contracts/backup.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { BackupBoard, BackupRun } from '@anyuan/contracts/routes/backups.ts';
import { isRehearsalDue, nextBackupAt } from '@anyuan/core/backup/schedule.ts';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { makeDueTimer } from '../platform/due-timer.ts';
import { lookAtFolder } from './folder.ts';
import { type BackupEnd, type BackupJob, interrupted, type RunningJob, startJob } from './job.ts';
import * as store from './store.ts';

export interface BackupsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  /** Where backups go; null: the database is elsewhere and no folder is set, so there are none. */
  folder: string | null;
  /** Is this the only server of its database? Then what runs in the table and not here has died. */
  alone: boolean;
  hour: number;
  rehearsalDays: number;
  /** The program of the job. */
  worker: string;
  job(kind: BackupKind): Promise<Omit<BackupJob, 'kind' | 'folder'>>;
  operations: {
    raise(about: { kind: OperationKind; subject: string; text: string }): Promise<void>;
    clear(kind: OperationKind, subject: string): Promise<void>;
  };
}

export interface Backups {
  board(): Promise<BackupBoard>;
  /** Throws `backup.running`, `backup.off`, `backup.noneYet`. */
  begin(kind: BackupKind, personId: string): Promise<string>;
  start(): Promise<void>;
  /** A job in hand is ended; it leaves nothing half-made. */
  stop(): Promise<void>;
  idle(): Promise<void>;
}

type By = Pick<store.NewRun, 'cause' | 'personId'>;

const minuteMs = 60_000;
/** No job takes longer: its process has died with another server. */
const abandonedMs = 12 * 3_600_000;
const progressEveryMs = 500;
const subject = 'backup';

/** Backups on a schedule and by hand, and the proof that they can be restored. */
export function makeBackups(options: BackupsOptions): Backups {
  const { db, clock, log } = options;
  let inHand: { job: RunningJob; finished: Promise<void> } | null = null;
  let isBeginning = false;

  const begin = async (kind: BackupKind, by: By): Promise<string> => {
    if (isBeginning || inHand !== null) throw new Refusal('backup.running');
    isBeginning = true;
    try {
      return await beginAlone(kind, by);
    } finally {
      isBeginning = false;
    }
  };

  const beginAlone = async (kind: BackupKind, by: By): Promise<string> => {
    const { folder } = options;
    if (folder === null) throw new Refusal('backup.off');
    await endAbandoned(options);
    if (await store.isAnyRunning(db.query)) throw new Refusal('backup.running');
    if (kind === 'rehearsal' && (await lookAtFolder(folder)).stored.length === 0) {
      throw new Refusal('backup.noneYet');
    }
    const id = v7();
    const told = await options.job(kind);
    await store.insertRun(db.query, { id, kind, ...by, startedAt: clock.now() });
    const job = startJob(options.worker, { kind, folder, ...told }, progressKeeper(options, id));
    const finished = job.ended.then((end) => finish(id, kind, end));
    inHand = { job, finished };
    return id;
  };

  const finish = async (id: string, kind: BackupKind, end: BackupEnd): Promise<void> => {
    try {
      await keepEnd(options, { id, kind, end });
    } catch (error) {
      log.error({ err: error, kind }, 'the end of a backup was not recorded');
    } finally {
      inHand = null;
    }
  };

  const timer = makeDueTimer({
    name: 'backups',
    clock,
    log,
    pollMs: minuteMs,
    nextDue: async () => null,
    async run() {
      await tellOldRehearsal(options);
      const at = await nextAt(options);
      if (at === null || at > clock.now() || inHand !== null) return false;
      await begin('backup', { cause: 'schedule', personId: null }).catch((error) => {
        if (!(error instanceof Refusal)) throw error;
      });
      return false;
    },
  });

  return {
    board: () => boardOf(options),
    async begin(kind, personId) {
      const id = await begin(kind, { cause: 'person', personId });
      const action = kind === 'backup' ? 'backup.begun' : 'rehearsal.begun';
      await appendAudit(db.query, {
        ...{ at: clock.now(), personId, action, subject: id, detail: {} },
      });
      return id;
    },
    async start() {
      if (options.alone) {
        const at = clock.now();
        await store.endAbandoned(db.query, { at, before: at + 1, failure: interrupted() });
      }
      if (options.folder !== null) timer.start();
    },
    async stop() {
      await timer.stop();
      inHand?.job.kill();
      await inHand?.finished;
    },
    async idle() {
      if (options.folder !== null) await timer.idle();
      await inHand?.finished;
    },
  };
}

function endAbandoned({ db, clock }: BackupsOptions): Promise<void> {
  const at = clock.now();
  return store.endAbandoned(db.query, { at, before: at - abandonedMs, failure: interrupted() });
}

/** The newest progress reaches the row twice a second at most, and never after the end. */
function progressKeeper({ db, log }: BackupsOptions, id: string) {
  let lastMs = 0;
  return (progress: BackupProgress): void => {
    const nowMs = performance.now();
    if (nowMs - lastMs < progressEveryMs && progress.done > 0) return;
    lastMs = nowMs;
    store
      .saveProgress(db.query, id, progress)
      .catch((err) => log.warn({ err }, 'progress of a backup not kept'));
  };
}

async function keepEnd(
  { db, clock, log, operations }: BackupsOptions,
  { id, kind, end }: { id: string; kind: BackupKind; end: BackupEnd },
): Promise<void> {
  const result = end.type === 'good' ? end.result : null;
  const failure = end.type === 'failed' ? end.failure : null;
  const good = result !== null && result.findings.length === 0;
  await store.endRun(db.query, id, { at: clock.now(), result, failure, good });
  const about = { kind, code: failure?.code, findings: result?.findings.length };
  if (good) log.info({ kind, tookMs: result.tookMs, bytes: result.bytes }, 'backup job done');
  else log.error(about, 'backup job failed');
  if (good) {
    await operations.clear('backup.failed', kind);
    if (kind === 'rehearsal') await operations.clear('rehearsal.due', subject);
    return;
  }
  const what = kind === 'backup' ? '备份没有完成' : '恢复演练没有通过';
  const text = `${what}：${failure?.zh ?? `发现 ${result?.findings.length} 处不一致`}。请到“运行”页查看。`;
  await operations.raise({ kind: 'backup.failed', subject: kind, text });
}

async function nextAt(options: BackupsOptions): Promise<number | null> {
  const { db, hour, folder } = options;
  if (folder === null) return null;
  const { lastGoodBackupAt, lastTriedBackupAt } = await store.findTimes(db.query);
  const installedAt = await store.findInstalledAt(db.query);
  const about = { hour, installedAt, lastGoodAt: lastGoodBackupAt };
  return nextBackupAt({ ...about, lastTriedAt: lastTriedBackupAt });
}

async function tellOldRehearsal(options: BackupsOptions): Promise<void> {
  const { db, clock, rehearsalDays, operations } = options;
  const times = await store.findTimes(db.query);
  if (!isRehearsalDue({ ...times, now: clock.now(), days: rehearsalDays })) return;
  const text = `超过 ${rehearsalDays} 天没有成功演练恢复备份，请到“运行”页点“演练恢复”。`;
  await operations.raise({ kind: 'rehearsal.due', subject, text });
}

async function boardOf(options: BackupsOptions): Promise<BackupBoard> {
  const { db, clock, rehearsalDays, folder } = options;
  const now = clock.now();
  const job = await options.job('backup');
  const [times, runs, looked, next] = await Promise.all([
    store.findTimes(db.query),
    store.findRuns(db.query),
    lookAtFolder(folder, job),
    nextAt(options),
  ]);
  return {
    now,
    folder: folder ?? '',
    nextAt: next,
    keep: job.keep ?? 0,
    ...looked,
    lastGoodBackupAt: times.lastGoodBackupAt,
    lastGoodRehearsalAt: times.lastGoodRehearsalAt,
    rehearsalDays,
    isRehearsalDue: isRehearsalDue({ ...times, now, days: rehearsalDays }),
    runs: runs satisfies BackupRun[],
  };
}
