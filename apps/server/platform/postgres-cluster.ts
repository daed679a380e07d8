import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { platformFailure } from './failure.ts';
import { asAccount, type PostgresAccount } from './postgres-account.ts';
import { hostRules } from './postgres-config.ts';
import type { PostgresNative } from './postgres-native.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { readPostmasterFile } from './postgres-process.ts';

export const superuser = 'anyuan';

/** Nothing of our environment reaches PostgreSQL: PG* variables and LD_PRELOAD have surprised people. */
const cleanEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Runs initdb beside the final place and renames: a kill in the middle leaves no half-made database. */
export function createCluster(
  native: PostgresNative,
  place: PostgresPlace,
  isDurable: boolean,
): void {
  const fresh = `${place.clusterDir}.new`;
  rmSync(fresh, { recursive: true, force: true });
  const flags = [
    `--pgdata=${fresh}`,
    `--username=${superuser}`,
    '--encoding=UTF8',
    '--locale=C',
    // builtin: sorting cannot change under an index when the system library is updated.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--auth=trust',
    '--no-instructions',
    // One syncfs instead of a thousand fsyncs: half the time of a first start on a busy disk.
    isDurable ? '--sync-method=syncfs' : '--no-sync',
  ];
  const result = spawnSync(join(native.binDir, 'initdb'), flags, {
    ...asAccount(place.account),
    env: cleanEnv,
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    throw explainFailure(
      `${result.stdout ?? ''}${result.stderr ?? result.error?.message ?? ''}`,
      place,
    );
  }
  renameSync(fresh, place.clusterDir);
}

/** A database of another major version cannot be opened; say so before PostgreSQL does in its own words. */
export function refuseOtherMajor(native: PostgresNative, place: PostgresPlace): void {
  const found = readFileSync(join(place.clusterDir, 'PG_VERSION'), 'utf8').trim();
  const ours = native.version.split('.')[0];
  if (found === ours) return;
  throw platformFailure({
    code: 'postgres.otherVersion',
    zh: `${place.clusterDir} 是 PostgreSQL ${found} 的数据，本程序自带 ${ours}；请用原版本程序导出备份后再升级`,
    en: `${place.clusterDir} was made by PostgreSQL ${found}, this program brings ${ours}; make a backup with the former version first`,
  });
}

export function writeConfig(place: PostgresPlace, config: string): void {
  writeOwned(place.account, join(place.clusterDir, 'postgresql.conf'), config);
  writeOwned(place.account, join(place.clusterDir, 'pg_hba.conf'), hostRules);
}

function writeOwned(account: PostgresAccount, file: string, text: string): void {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text, { mode: 0o600 });
  if (!account.isSelf) chownSync(fresh, account.uid, account.gid);
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}

export type Postmaster = { pid: number; exited: Promise<void> };

/**
 * Starts the postmaster in a session of its own: Ctrl-C in the terminal must stop our server first and the
 * database last. It writes to a file, not to a pipe, because it may outlive us.
 */
export async function spawnPostmaster(
  native: PostgresNative,
  place: PostgresPlace,
): Promise<Postmaster> {
  const logFile = join(place.dir, 'postgres.log');
  rotateLog(logFile);
  const output = openSync(logFile, 'a', 0o600);
  const logStart = statSync(logFile).size;
  const child = spawn(join(native.binDir, 'postgres'), ['-D', place.clusterDir], {
    ...asAccount(place.account),
    env: cleanEnv,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  let hasExited = false;
  const exited = new Promise<void>((resolve) => {
    const finish = () => {
      hasExited = true;
      resolve();
    };
    child.once('exit', finish);
    child.once('error', finish);
  });
  child.unref();
  for (;;) {
    const file = readPostmasterFile(place.clusterDir);
    if (file?.pid === child.pid && file?.status === 'ready') break;
    if (hasExited) throw explainFailure(logSince(logFile, logStart), place);
    await Promise.race([sleep(8), exited]);
  }
  return { pid: child.pid ?? 0, exited };
}

function rotateLog(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > 8_000_000)
    renameSync(logFile, `${logFile}.1`);
}

function logSince(logFile: string, startByte: number): string {
  return readFileSync(logFile).subarray(startByte).toString('utf8').trim();
}

/** PostgreSQL's words decide nothing but the advice; they are shown as they are. */
function explainFailure(output: string, place: PostgresPlace): Error {
  const detail = output.split('\n').slice(-12).join('\n');
  if (/No space left|disk full/i.test(output)) {
    return platformFailure({
      code: 'disk.full',
      zh: `磁盘已满，数据库无法启动；请在 ${place.dir} 所在磁盘腾出至少 1 GB 后重试`,
      en: `the disk is full; free at least 1 GB on the disk of ${place.dir} and retry`,
      detail,
    });
  }
  if (/could not create shared memory|could not map anonymous/i.test(output)) {
    return platformFailure({
      code: 'postgres.noMemory',
      zh: '内存不足，数据库无法启动；请关闭其他程序或增加内存',
      en: 'not enough memory for the database; close other programs or add memory',
      detail,
    });
  }
  return platformFailure({
    code: 'postgres.failed',
    zh: `内置数据库无法启动，详情见下方与 ${join(place.dir, 'postgres.log')}；可执行 bin/anyuan doctor 检查`,
    en: `the built-in database did not start, see below and ${join(place.dir, 'postgres.log')}; bin/anyuan doctor may tell more`,
    detail,
  });
}
