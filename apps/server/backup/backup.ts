import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  aboutName,
  type BackedUpFile,
  type BackupManifest,
  type BackupProgress,
  type BackupResult,
  manifestName,
} from '@anyuan/contracts/backup.ts';
import { backupFileName, toForget } from '@anyuan/core/backup/schedule.ts';
import pg from 'pg';
import { type Connection, pgConfig } from '../platform/db.ts';
import { platformFailure } from '../platform/failure.ts';
import { type ArchiveEntry, writeArchive } from './archive.ts';
import { entryOf, findDataFiles } from './data-files.ts';
import { readOrMakeKey } from './key.ts';
import { dumpTables, type TablesPart } from './tables.ts';

export interface BackupOptions {
  connection: Connection;
  dataDir: string;
  /** Where the key of the recordings is. */
  clipKeyFile: string;
  /** Folder of the backups. */
  to: string;
  keyFile: string;
  /** How many of the newest stay; null: none is deleted. */
  keep: number | null;
  now(): number;
  onProgress(progress: BackupProgress): void;
}

/** The same for every instance: backups one after the other. */
const advisoryLock = 7_305_011_844;
const tablesPrefix = 'tables/';

/**
 * Makes one backup: a snapshot of every table, then the files beside them, in one encrypted file. The order matters:
 * a file without its row does no harm, a row without its file is a lost recording.
 *
 * Throws PlatformFailure backup.running and whatever disk and database have to say; nothing half-made stays.
 */
export async function makeBackup(options: BackupOptions): Promise<BackupResult> {
  const began = options.now();
  await mkdir(options.to, { recursive: true, mode: 0o700 });
  await removeLeftovers(options.to);
  const key = await readOrMakeKey(options.keyFile);
  const client = new pg.Client({ ...pgConfig(options.connection), application_name: 'backup' });
  client.on('error', () => {});
  await client.connect();
  const staging = await mkdtemp(join(options.to, '.staging-'));
  try {
    await lock(client);
    const { part, madeAt } = await snapshot(client, staging, options);
    const path = join(options.to, backupFileName(madeAt));
    const collected: Collected = { manifest: null };
    const entries = entriesOf({ part, madeAt, staging, collected }, options);
    const bytes = await writeArchive({ path, recipient: key.recipient, entries });
    await forgetOld(options);
    return resultOf(collected, { path, bytes, tookMs: options.now() - began });
  } finally {
    await rm(staging, { recursive: true, force: true });
    await client.end().catch(() => {});
  }
}

async function lock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>(
    'select pg_try_advisory_lock($1) as mine',
    [advisoryLock],
  );
  if (rows[0]?.mine) return;
  throw platformFailure({
    code: 'backup.running',
    zh: '已有一次备份正在进行，请等它结束',
    en: 'a backup is running already; wait until it has ended',
  });
}

async function snapshot(client: pg.Client, staging: string, options: BackupOptions) {
  await client.query('begin isolation level repeatable read read only');
  // The first query takes the snapshot.
  await client.query('select 1');
  const madeAt = options.now();
  const part = await dumpTables(client, staging, (done, total) =>
    options.onProgress({ step: 'tables', done, total }),
  );
  await client.query('commit');
  return { part, madeAt };
}

/** The manifest is known only when the last file was read. */
interface Collected {
  manifest: BackupManifest | null;
}

async function* entriesOf(
  made: { part: TablesPart; madeAt: number; staging: string; collected: Collected },
  options: BackupOptions,
): AsyncGenerator<ArchiveEntry> {
  const { part, madeAt, staging, collected } = made;
  const about = { format: 1, madeAt, migrations: part.migrations } as const;
  yield jsonEntry(aboutName, about);
  const files: BackedUpFile[] = [];
  for (const { name } of part.tables) {
    const from = join(staging, `${name}.copy`);
    const entry = await entryOf({ path: name, from }, () => {});
    if (entry) yield { ...entry, name: `${tablesPrefix}${name}.copy` };
  }
  const paths = await findDataFiles(options.dataDir);
  for (const [done, path] of paths.entries()) {
    options.onProgress({ step: 'files', done, total: paths.length });
    const from = path === 'clips.key' ? options.clipKeyFile : join(options.dataDir, path);
    const entry = await entryOf({ path, from }, (file) => files.push(file));
    if (entry) yield entry;
  }
  collected.manifest = { ...part, ...about, files };
  yield jsonEntry(manifestName, collected.manifest);
}

function jsonEntry(name: string, value: object): ArchiveEntry {
  const content = Buffer.from(JSON.stringify(value));
  return { name, bytes: content.length, content };
}

function resultOf(
  { manifest }: Collected,
  file: { path: string; bytes: number; tookMs: number },
): BackupResult {
  if (manifest === null) throw new Error('a backup without its manifest');
  return {
    file: file.path,
    bytes: file.bytes,
    tookMs: file.tookMs,
    ...summaryOf(manifest),
    seals: rowsOf(manifest, 'seal'),
    findings: [],
  };
}

function rowsOf(manifest: BackupManifest, table: string): number {
  return manifest.tables.find((t) => t.name === table)?.rows ?? 0;
}

/** How much is in a backup. */
export function summaryOf(manifest: BackupManifest) {
  return {
    madeAt: manifest.madeAt,
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, t) => sum + t.rows, 0),
    files: manifest.files.length,
    clips: manifest.clips,
    newestAlarmAt: manifest.newestAlarmAt,
  };
}

async function forgetOld({ to, keep }: BackupOptions): Promise<void> {
  if (keep === null) return;
  for (const name of toForget(await readdir(to), keep)) await rm(join(to, name), { force: true });
}

/** Of a backup or rehearsal that was killed: hours old, so that one in hand is left alone. */
async function removeLeftovers(dir: string): Promise<void> {
  const oldMs = 6 * 3_600_000;
  for (const name of await readdir(dir)) {
    if (!/^\.(staging|rehearsal)-|\.age\.part$/.test(name)) continue;
    const path = join(dir, name);
    const found = await stat(path).catch(() => null);
    // The disk's own clock dates files.
    if (found && Date.now() - found.mtimeMs > oldMs)
      await rm(path, { recursive: true, force: true });
  }
}
