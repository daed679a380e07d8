import { mkdir, mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupProgress, BackupResult } from '@anyuan/contracts/backup.ts';
import { judgeRehearsal } from '@anyuan/core/backup/judge.ts';
import { madeAtOf } from '@anyuan/core/backup/schedule.ts';
import pg from 'pg';
import { type Connection, pgConfig } from '../platform/db.ts';
import { platformFailure } from '../platform/failure.ts';
import { summaryOf } from './backup.ts';
import { readKey } from './key.ts';
import { restoreBackup } from './restore.ts';
import { countRows, newestAlarmAt } from './tables.ts';

/** A database for a while. */
export interface TemporaryDatabase {
  connection: Connection;
  /** Stops it and removes every trace. */
  discard(): Promise<void>;
}

export interface RehearsalOptions {
  /** Folder of the backups; the newest is taken. */
  from: string;
  keyFile: string;
  migrations: string;
  openDatabase(dataDir: string): Promise<TemporaryDatabase>;
  /** Computes the chain of seals anew; numbers of those that do not agree. */
  verifySeals(connection: Connection): Promise<{ seals: number; broken: number[] }>;
  /** Recordings in that data folder, and how many the key beside them opens. */
  tryClips(dataDir: string): Promise<{ onDisk: number; playable: number }>;
  now(): number;
  onProgress(progress: BackupProgress): void;
}

/** Unpacked, loaded and indexed, a backup takes about so many times its size; this much more stays free. */
const growth = 6;
const reserveBytes = 2 ** 30;

/**
 * Restores the newest backup into a data folder and a database of its own, looks whether everything is there, and
 * throws both away. The running system is not touched; only disk and processor are shared, so little disk refuses.
 */
export async function rehearse(options: RehearsalOptions): Promise<BackupResult> {
  const began = options.now();
  const file = await newestIn(options.from);
  const { size } = await stat(file);
  await refuseLittleDisk(options.from, size);
  const key = await readKey(options.keyFile);
  const dir = await mkdtemp(join(options.from, '.rehearsal-'));
  let database: TemporaryDatabase | null = null;
  try {
    const restored = await restoreBackup({
      ...{ file, key, migrations: options.migrations, onProgress: options.onProgress },
      dataDir: join(dir, 'data'),
      openDatabase: async () => {
        await mkdir(join(dir, 'database'), { mode: 0o755 });
        database = await options.openDatabase(join(dir, 'database'));
        return database.connection;
      },
    });
    options.onProgress({ step: 'check', done: 0, total: 1 });
    const found = await look(restored, join(dir, 'data'), options);
    const findings = judgeRehearsal(restored.manifest, found);
    const tookMs = options.now() - began;
    const summary = summaryOf(restored.manifest);
    return { file, bytes: size, ...summary, seals: found.seals, tookMs, findings };
  } finally {
    await (database as TemporaryDatabase | null)?.discard();
    await rm(dir, { recursive: true, force: true });
  }
}

async function look(
  { connection, manifest, files }: Awaited<ReturnType<typeof restoreBackup>>,
  dataDir: string,
  options: RehearsalOptions,
) {
  const client = new pg.Client(pgConfig(connection));
  await client.connect();
  try {
    const { seals, broken } = await options.verifySeals(connection);
    const clips = await options.tryClips(dataDir);
    return {
      ...{ files, seals, brokenSeals: broken },
      rows: await countRows(client, manifest.tables),
      newestAlarmAt: await newestAlarmAt(client),
      clipsOnDisk: clips.onDisk,
      clipsPlayable: clips.playable,
    };
  } finally {
    await client.end();
  }
}

async function newestIn(dir: string): Promise<string> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => madeAtOf(name) !== null);
  const newest = names.toSorted().at(-1);
  if (newest !== undefined) return join(dir, newest);
  throw platformFailure({
    code: 'backup.noneYet',
    zh: '还没有备份，请先做一次备份，再演练恢复',
    en: 'there is no backup yet: make one, then rehearse',
  });
}

/** Alarms need the disk more than a rehearsal does. */
async function refuseLittleDisk(dir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dir);
  const needed = bytes * growth + reserveBytes;
  if (bavail * bsize >= needed) return;
  const gb = (needed / 1e9).toFixed(1);
  throw platformFailure({
    code: 'disk.full',
    zh: `磁盘空间不够演练：需要约 ${gb} GB，请清理 ${dir} 所在磁盘或换备份目录`,
    en: `too little disk for a rehearsal: about ${gb} GB are needed where ${dir} is`,
  });
}
