import { type ChildProcess, fork } from 'node:child_process';
import type {
  BackupFailure,
  BackupKind,
  BackupProgress,
  BackupResult,
} from '@anyuan/contracts/backup.ts';
import type { Connection } from '../platform/db.ts';

/** What the process of a backup or rehearsal is told. Over a pipe, not as arguments: a connection may hold a password. */
export interface BackupJob {
  kind: BackupKind;
  connection: Connection;
  dataDir: string;
  clipKeyFile: string;
  folder: string;
  keyFile: string;
  keep: number | null;
  /** Until when retention may have removed facts and audit lines, epoch ms. */
  expiredBefore: { facts: number; audits: number };
  /** The server's clock when the job was given. */
  now: number;
}

/** What it answers. */
export type BackupMessage =
  | { type: 'progress'; progress: BackupProgress }
  | { type: 'good'; result: BackupResult }
  | { type: 'failed'; failure: BackupFailure };

export type BackupEnd = Extract<BackupMessage, { type: 'good' | 'failed' }>;

export interface RunningJob {
  /** Always comes, also when the process is killed. */
  ended: Promise<BackupEnd>;
  kill(): void;
}

/**
 * Runs the job in a process of its own, at low priority: compressing and encrypting must not hold up a single alarm,
 * and a fault in it ends the job, not the server.
 */
export function startJob(
  worker: string,
  job: BackupJob,
  onProgress: (progress: BackupProgress) => void,
): RunningJob {
  const child = fork(worker, [], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  child.send(job);
  return { ended: endOf(child, onProgress), kill: () => child.kill('SIGTERM') };
}

function endOf(
  child: ChildProcess,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupEnd> {
  let said: BackupEnd | null = null;
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = `${lastWords}${text}`.slice(-400);
  });
  child.on('message', (message: BackupMessage) => {
    if (message.type === 'progress') onProgress(message.progress);
    else said = message;
  });
  return new Promise((resolve) => {
    const finish = () => resolve(said ?? { type: 'failed', failure: interrupted(lastWords) });
    child.once('exit', finish);
    child.once('error', finish);
  });
}

/** Ended without a word: killed, out of memory, or stopped together with the server. */
export function interrupted(lastWords = ''): BackupFailure {
  const detail = lastWords.trim().split('\n').at(-1) ?? '';
  const tail = detail === '' ? '' : `（${detail}）`;
  return {
    code: 'backup.interrupted',
    zh: `中途被中断，没有留下不完整的文件，请重新开始${tail}`,
    en: `interrupted; nothing half-made is left, begin again${detail === '' ? '' : ` (${detail})`}`,
  };
}

/** Any error as advice for whoever reads the page. */
export function failureOf(error: unknown): BackupFailure {
  const { code, advice, message } = error as {
    code?: string;
    advice?: { zh: string; en: string };
    message?: string;
  };
  if (advice) return { code: code ?? 'backup.failed', ...advice };
  if (code === 'ENOSPC') {
    const zh = '磁盘已满，没有留下不完整的文件；请清理磁盘或换备份目录';
    return { code: 'disk.full', zh, en: 'the disk is full; nothing half-made is left' };
  }
  const detail = String(message ?? error).slice(0, 200);
  return {
    code: 'backup.failed',
    zh: `没有完成：${detail}`,
    en: `not finished: ${detail}`,
  };
}
