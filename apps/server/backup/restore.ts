import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import {
  aboutName,
  type BackupAbout,
  type BackupManifest,
  type BackupProgress,
  backupAboutSchema,
  backupManifestSchema,
  manifestName,
} from '@anyuan/contracts/backup.ts';
import pg from 'pg';
import { type Connection, pgConfig } from '../platform/db.ts';
import { platformFailure } from '../platform/failure.ts';
import { migrate, readMigrations } from '../platform/migrate.ts';
import { readArchive, refuseMissing } from './archive.ts';
import { filesPrefix, unpackInto } from './data-files.ts';
import type { BackupKey } from './key.ts';
import { loadTables } from './tables.ts';

export interface RestoreOptions {
  /** The backup. */
  file: string;
  key: BackupKey;
  /** Empty or not there yet. */
  dataDir: string;
  migrations: string;
  /** Starts an empty database for that data folder. */
  openDatabase(): Promise<Connection>;
  onProgress(progress: BackupProgress): void;
}

export interface RestoredData {
  manifest: BackupManifest;
  connection: Connection;
  /** Digests of the files as they came out. */
  files: Map<string, string>;
}

/**
 * Unpacks a backup into an empty data folder and an empty database of the same state of the schema; what this program
 * has added since runs at its next start.
 *
 * Throws PlatformFailure restore.notEmpty, backup.missing, backup.wrongKey, backup.damaged, backup.otherProgram.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoredData> {
  const { file, dataDir, onProgress } = options;
  refuseFull(dataDir);
  await refuseMissing(file);
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const staging = await mkdtemp(join(dataDir, '.restore-'));
  try {
    onProgress({ step: 'unpack', done: 0, total: 1 });
    const unpacked = await unpack(options, staging);
    onProgress({ step: 'database', done: 0, total: 1 });
    const connection = await options.openDatabase();
    await fill(connection, staging, unpacked.manifest, options);
    return { ...unpacked, connection };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Nothing that is there is ever written over. */
function refuseFull(dataDir: string): void {
  if (!existsSync(dataDir) || readdirSync(dataDir).length === 0) return;
  throw platformFailure({
    code: 'restore.notEmpty',
    zh: `数据目录 ${dataDir} 里已有内容，没有改动它；请用 --data 指定一个空目录`,
    en: `the data folder ${dataDir} is not empty and was left as it is; name an empty one with --data`,
  });
}

async function unpack(options: RestoreOptions, staging: string) {
  const files = new Map<string, string>();
  let about: BackupAbout | null = null;
  let manifest: BackupManifest | null = null;
  const unpackFile = async (name: string, content: Readable) => {
    const path = name.slice(filesPrefix.length);
    files.set(path, await unpackInto(options.dataDir, path, content));
  };
  await readArchive(options.file, options.key, async (name, content) => {
    if (name === aboutName) {
      about = backupAboutSchema.parse(await json(content));
      await refuseOtherProgram(about, options.migrations);
    } else if (name === manifestName) manifest = backupManifestSchema.parse(await json(content));
    else if (name.startsWith(filesPrefix)) await unpackFile(name, content);
    else await unpackInto(staging, name, content);
  });
  if (about === null || manifest === null) throw incomplete(options.file);
  return { manifest: manifest as BackupManifest, files };
}

/** A backup of a newer program holds columns that this one does not know. */
async function refuseOtherProgram(about: BackupAbout, dir: string): Promise<void> {
  const known = new Map((await readMigrations(dir)).map((m) => [m.version, m.checksum]));
  const strange = about.migrations.find((m) => known.get(m.version) !== m.checksum);
  if (strange === undefined) return;
  throw platformFailure({
    code: 'backup.otherProgram',
    zh: `这份备份来自更新的或另一个版本的程序（数据库结构 ${strange.version}_${strange.name}），请用那个版本恢复`,
    en: `this backup is from a newer or another program (schema ${strange.version}_${strange.name}): restore with that one`,
  });
}

async function fill(
  connection: Connection,
  staging: string,
  manifest: BackupManifest,
  { migrations, onProgress }: RestoreOptions,
): Promise<void> {
  const pool = new pg.Pool({ ...pgConfig(connection), max: 1 });
  pool.on('error', () => {});
  try {
    const only = new Set(manifest.migrations.map((m) => m.version));
    await migrate({ pool, dir: migrations, only });
    const client = await pool.connect();
    try {
      await loadTables(client, join(staging, 'tables'), manifest, (done, total) =>
        onProgress({ step: 'database', done, total }),
      );
    } finally {
      client.release();
    }
  } finally {
    await pool.end();
  }
}

function incomplete(file: string): Error {
  return platformFailure({
    code: 'backup.damaged',
    zh: `备份 ${file} 不完整，请用另一份备份`,
    en: `the backup ${file} is incomplete: use another one`,
  });
}
