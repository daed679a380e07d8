import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type PlatformLog, platformFailure } from './failure.ts';
import { findAccount } from './postgres-account.ts';
import {
  createCluster,
  type Postmaster,
  refuseOtherMajor,
  spawnPostmaster,
  superuser,
  writeConfig,
} from './postgres-cluster.ts';
import { postgresConfig } from './postgres-config.ts';
import { type PostgresNative, prepareNative } from './postgres-native.ts';
import {
  findAbandoned,
  findPlace,
  type PostgresPlace,
  preparePlace,
  prepareSocketDir,
  shortHash,
} from './postgres-place.ts';
import {
  clearOrphans,
  isAlive,
  readPostmasterFile,
  stopPostmaster,
  worksIn,
} from './postgres-process.ts';
import { fastShutdownMs, supervisePostmaster } from './postgres-supervise.ts';
import { type ProcessLock, tryLock, waitForLock } from './process-lock.ts';

/** Ready for `new pg.Pool(connection)`: `host` is the folder of the Unix socket. */
export type PostgresConnection = { host: string; port: number; user: string; database: string };

export type StartPostgresOptions = {
  /** The product's data folder; the database lives in its folder `postgres` (or where a pointer file says). */
  dataDir: string;
  log: PlatformLog;
  /** Several processes use one database and none owns it (tests). Default: one owner per data folder. */
  isShared?: boolean;
  /** false gives up durability for speed; tests only. Default true. */
  isDurable?: boolean;
};

export type RunningPostgres = {
  connection: PostgresConnection;
  /** Fast shutdown: sessions end, data is on disk. Idempotent. */
  stop(): Promise<void>;
  /** True when a postmaster left by a killed process was taken over. */
  adopted: boolean;
  /** The folder it lies in; not always the asked one (an account may have to be able to reach it). */
  dir: string;
};

const databaseName = 'anyuan';

/**
 * Starts the embedded PostgreSQL of a data folder, or adopts the one that a killed process left running, and
 * keeps it running: a postmaster that dies is started again at the same socket until `stop()` is called.
 *
 * Throws PlatformFailure with advice: dataFolder.inUse, dataFolder.isCopy, postgres.notInstalled,
 * postgres.noAccount, postgres.notReachable, postgres.otherVersion, disk.full, postgres.failed.
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  mkdirSync(options.dataDir, { recursive: true });
  const key = shortHash(realpathSync(options.dataDir));
  const owner = options.isShared === true ? null : await ownDataFolder(key, options.dataDir);
  const starting = await waitForLock(`start-${key}`, 60_000);
  if (starting === null) throw inUse(options.dataDir);
  try {
    return await startLocked(options, owner);
  } catch (error) {
    await owner?.release();
    throw error;
  } finally {
    await starting.release();
  }
}

/** The connection of a database that runs now, for commands beside a running server; null when none runs. */
export function findRunningPostgres(dataDir: string): PostgresConnection | null {
  const place = findPlace(dataDir, findAccount());
  if (place === null) return null;
  const file = readPostmasterFile(place.clusterDir);
  if (file === null || file.status !== 'ready' || !isAlive(file.pid)) return null;
  return connectionAt(file.socketDir);
}

/** Stops the database of a data folder whoever started it; true when one was running. */
export async function stopRunningPostgres(dataDir: string): Promise<boolean> {
  const place = findPlace(dataDir, findAccount());
  const file = place === null ? null : readPostmasterFile(place.clusterDir);
  if (place === null || file === null || !worksIn(file.pid, place.clusterDir)) return false;
  await stopPostmaster(file.pid, fastShutdownMs);
  return true;
}

async function startLocked(
  options: StartPostgresOptions,
  owner: ProcessLock | null,
): Promise<RunningPostgres> {
  const startMs = performance.now();
  const place = preparePlace(options.dataDir, findAccount());
  for (const dir of findAbandoned(place)) {
    options.log.warn(
      { dir },
      'an earlier database of a deleted data folder is still there; delete it',
    );
  }
  const native = prepareNative(place.account);
  const isDurable = options.isDurable !== false;
  if (existsSync(place.clusterDir)) refuseOtherMajor(native, place);
  const socketDir = prepareSocketDir(place);
  const config = postgresConfig({ socketDir, isDurable });
  const launch: Launch = { native, place, config, signature: signatureOf(native, config) };

  const adopted = await adoptPostmaster(launch, options.log);
  const postmaster = adopted ?? (await launchPostmaster(launch, isDurable));
  const connection = connectionAt(socketDir);
  await ensureDatabase(connection);
  const tookMs = Math.round(performance.now() - startMs);
  const facts = { pid: postmaster.pid, adopted: adopted !== null, tookMs, dir: place.dir };
  options.log.info(facts, 'database ready');
  const stop = supervisePostmaster({
    postmaster,
    relaunch: async () =>
      (await adoptPostmaster(launch, options.log)) ?? (await launchPostmaster(launch, isDurable)),
    isRestarted: options.isShared !== true,
    log: options.log,
  });
  const stopAndRelease = () => stop().then(() => owner?.release());
  return { connection, stop: stopAndRelease, adopted: adopted !== null, dir: place.dir };
}

type Launch = { native: PostgresNative; place: PostgresPlace; config: string; signature: string };

function signatureOf(native: PostgresNative, config: string): string {
  return createHash('sha256')
    .update(`${native.version}\n${native.binDir}\n${config}`)
    .digest('hex');
}

function signatureFile(place: PostgresPlace): string {
  return join(place.dir, 'running');
}

async function launchPostmaster(launch: Launch, isDurable: boolean): Promise<Postmaster> {
  const { native, place } = launch;
  if (!existsSync(place.clusterDir)) createCluster(native, place, isDurable);
  writeConfig(place, launch.config);
  // The folder is this database's own and no postmaster lives: what is left there can only be in the way.
  rmSync(join(prepareSocketDir(place), '.s.PGSQL.5432.lock'), { force: true });
  const postmaster = await spawnPostmaster(native, place);
  writeFileSync(signatureFile(place), launch.signature);
  return postmaster;
}

/**
 * kill -9 of our process leaves the postmaster running. It is taken over when it is the same version with the
 * same configuration and answers; otherwise it is stopped. Null: none is left and a new one may start.
 */
async function adoptPostmaster(launch: Launch, log: PlatformLog): Promise<Postmaster | null> {
  const { clusterDir } = launch.place;
  const file = readPostmasterFile(clusterDir);
  if (file === null) return null;
  if (!worksIn(file.pid, clusterDir)) {
    await clearDead(clusterDir, file.pid);
    return null;
  }
  const isSame = readSignature(launch.place) === launch.signature;
  if (isSame && (await answers(file.socketDir, launch.place))) {
    return { pid: file.pid, exited: waitForDeath(file.pid) };
  }
  log.warn({ pid: file.pid, isSame }, 'stopping a database left by an earlier process');
  await stopPostmaster(file.pid, isSame ? 2_000 : fastShutdownMs);
  await clearDead(clusterDir, file.pid);
  return null;
}

/**
 * PostgreSQL takes a pid file for alive as long as its number exists, be it a stranger or a zombie that nobody reaps
 * (containers without an init). Otherwise the file stays: it guards against children of the dead postmaster.
 */
async function clearDead(clusterDir: string, pid: number): Promise<void> {
  await clearOrphans(clusterDir);
  if (existsSync(`/proc/${pid}`)) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

function readSignature(place: PostgresPlace): string {
  try {
    return readFileSync(signatureFile(place), 'utf8');
  } catch {
    return '';
  }
}

async function waitForDeath(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(250, undefined, { ref: false });
}

/** Waits through start-up and recovery (57P03); gives up on silence after 5 s. */
async function answers(socketDir: string, place: PostgresPlace): Promise<boolean> {
  const endMs = performance.now() + 30_000;
  while (performance.now() < endMs) {
    const reply = await query(
      { ...connectionAt(socketDir), database: 'postgres' },
      'show data_directory',
    );
    if (reply.code === '53300') return true;
    if (reply.code !== '57P03') return reply.value === place.clusterDir;
    await sleep(50);
  }
  return false;
}

type Reply = { value: unknown; code: string | null };

async function query(connection: PostgresConnection, text: string): Promise<Reply> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: 5_000,
    query_timeout: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const result = await client.query(text);
    return { value: Object.values(result.rows[0] ?? {})[0], code: null };
  } catch (error) {
    return { value: null, code: (error as { code?: string }).code ?? 'silent' };
  } finally {
    client.end().catch(() => {});
  }
}

function connectionAt(socketDir: string): PostgresConnection {
  return { host: socketDir, port: 5432, user: superuser, database: databaseName };
}

async function ensureDatabase(connection: PostgresConnection): Promise<void> {
  const reply = await query(connection, 'select 1');
  if (reply.code === null || reply.code === '53300') return;
  const create = `create database ${databaseName}`;
  const made = await query({ ...connection, database: 'postgres' }, create);
  if (made.code === null) return;
  throw platformFailure({
    code: 'postgres.failed',
    zh: `数据库已启动但没有应答（${made.code}），请查看数据目录中的 postgres.log`,
    en: `the database started but does not answer (${made.code}); see postgres.log in the data folder`,
  });
}

async function ownDataFolder(key: string, dataDir: string): Promise<ProcessLock> {
  // A server that is just ending may still hold it: wait a little, a restart should not have to be retried.
  const lock = (await tryLock(`own-${key}`)) ?? (await waitForLock(`own-${key}`, 3_000));
  if (lock === null) throw inUse(dataDir);
  return lock;
}

function inUse(dataDir: string): Error {
  return platformFailure({
    code: 'dataFolder.inUse',
    zh: `数据目录 ${dataDir} 正被另一个安园进程使用；请先停止它，或用 --data 指定另一个目录`,
    en: `the data folder ${dataDir} is in use by another Anyuan process; stop it first, or name another folder with --data`,
  });
}
