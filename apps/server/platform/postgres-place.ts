import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platformFailure } from './failure.ts';
import { mayReach, type PostgresAccount } from './postgres-account.ts';

/** Where one database lives. `dir` belongs to the account and is private (0700). */
export type PostgresPlace = {
  dataDir: string;
  dir: string;
  clusterDir: string;
  account: PostgresAccount;
};

const folderName = 'postgres';
const elsewhere = '/var/lib/anyuan';
const pointerName = 'postgres-elsewhere.json';

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/**
 * Normally DATA/postgres. When we are root and the account cannot pass a parent of the data folder (mode 700,
 * as /root often is), the database goes to /var/lib/anyuan/<hash>-<time> and DATA/postgres-elsewhere.json says so;
 * from then on that pointer is the truth, also when the data folder moves.
 */
export function preparePlace(dataDir: string, account: PostgresAccount): PostgresPlace {
  mkdirSync(dataDir, { recursive: true });
  const real = realpathSync(dataDir);
  const existing = findPlace(real, account);
  if (existing !== null) return adjustOwner(existing);
  const inside = join(real, folderName);
  makePrivate(inside, account);
  if (account.isSelf || mayReach(account, '-x', inside)) return placeAt(real, inside, account);
  rmdirSync(inside);
  // A name of its own each time: who deletes the data folder wants a new database, not the old one back.
  const outside = join(elsewhere, `${shortHash(real)}-${Date.now().toString(36)}`);
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  makePrivate(outside, account);
  const why = 'a parent of this folder is private, so the database account cannot enter it';
  const pointer = JSON.stringify({ dir: outside, dataDir: real, why }, null, 2);
  writeFileSync(join(real, pointerName), `${pointer}\n`);
  return placeAt(real, outside, account);
}

/** Databases outside that belonged to this data folder before somebody deleted it; they still hold people's data. */
export function findAbandoned(place: PostgresPlace): string[] {
  const prefix = `${shortHash(place.dataDir)}-`;
  const names = existsSync(elsewhere) ? readdirSync(elsewhere) : [];
  const dirs = names.filter((name) => name.startsWith(prefix)).map((name) => join(elsewhere, name));
  return dirs.filter((dir) => dir !== place.dir);
}

/** The place of an existing database, or null; makes nothing. */
export function findPlace(dataDir: string, account: PostgresAccount): PostgresPlace | null {
  if (!existsSync(dataDir)) return null;
  const real = realpathSync(dataDir);
  const pointerFile = join(real, pointerName);
  if (existsSync(pointerFile)) {
    const pointer: { dir: string; dataDir: string } = JSON.parse(readFileSync(pointerFile, 'utf8'));
    refuseCopy(real, pointer.dataDir);
    return placeAt(real, pointer.dir, account);
  }
  const inside = join(real, folderName);
  return existsSync(join(inside, 'cluster')) ? placeAt(real, inside, account) : null;
}

/** Two data folders with one pointer would be two servers on one database. */
function refuseCopy(real: string, original: string): void {
  if (real === original || !existsSync(join(original, pointerName))) return;
  throw platformFailure({
    code: 'dataFolder.isCopy',
    zh: `${real} 是 ${original} 的副本，两者指向同一个数据库；请删除副本中的 ${pointerName}（将新建空数据库）或停用原目录`,
    en: `${real} is a copy of ${original} and both point at one database; delete ${pointerName} in the copy (a new, empty database) or retire the original`,
  });
}

function placeAt(dataDir: string, dir: string, account: PostgresAccount): PostgresPlace {
  return { dataDir, dir, clusterDir: join(dir, 'cluster'), account };
}

/**
 * As root we follow the owner of an existing database, so that a folder first used by a plain user keeps working.
 * A folder that root restored from a backup is handed to the account.
 */
function adjustOwner(place: PostgresPlace): PostgresPlace {
  if (!existsSync(place.dir)) makePrivate(place.dir, place.account);
  const owner = statSync(existsSync(place.clusterDir) ? place.clusterDir : place.dir);
  if (place.account.isSelf) {
    if (owner.uid !== place.account.uid) throw foreignOwner(place, owner.uid);
    return place;
  }
  const account =
    owner.uid === 0
      ? place.account
      : { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}`, isSelf: false };
  if (owner.uid === 0) spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, place.dir]);
  if (!mayReach(account, '-x', place.dir)) throw foreignOwner(place, owner.uid);
  return { ...place, account };
}

function foreignOwner(place: PostgresPlace, uid: number): Error {
  return platformFailure({
    code: 'postgres.notReachable',
    zh: `数据库目录 ${place.dir} 属于用户 ${uid}，当前账户无法使用；请用原来的用户启动，或放开上级目录的进入权限（chmod o+x）`,
    en: `the database folder ${place.dir} belongs to user ${uid} and cannot be used from this account; start as that user, or let it pass the parent folders (chmod o+x)`,
  });
}

function makePrivate(dir: string, account: PostgresAccount): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (!account.isSelf) chownSync(dir, account.uid, account.gid);
  chmodSync(dir, 0o700);
}

const socketPathLimitBytes = 107;

/** A socket path has at most 107 bytes; a deep data folder gets a short private folder instead. */
export function prepareSocketDir(place: PostgresPlace): string {
  const inside = join(place.dir, 'socket');
  if (Buffer.byteLength(`${inside}/.s.PGSQL.5432`) <= socketPathLimitBytes) {
    makePrivate(inside, place.account);
    return inside;
  }
  const bases = place.account.isSelf
    ? [process.env.XDG_RUNTIME_DIR, '/tmp', tmpdir()]
    : ['/run', '/tmp', tmpdir()];
  for (const base of bases.filter((candidate) => candidate !== undefined)) {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const dir = join(base, `anyuan-${shortHash(`${place.dir}#${attempt}`)}`);
      if (makeShortDir(dir, place.account)) return dir;
    }
  }
  throw platformFailure({
    code: 'postgres.noSocketFolder',
    zh: '无法为数据库建立通信目录，请检查 /run 与 /tmp 是否可写，或缩短 --data 路径',
    en: 'no folder for the database socket: make /run or /tmp writable, or shorten the --data path',
  });
}

/** Never trusts a folder in /tmp that somebody else made first. */
function makeShortDir(dir: string, account: PostgresAccount): boolean {
  try {
    mkdirSync(dir, { mode: 0o700 });
    if (!account.isSelf) chownSync(dir, account.uid, account.gid);
    return mayReach(account, '-x', dir);
  } catch {
    const stat = lstatSync(dir, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    return stat.isDirectory() && stat.uid === account.uid && (stat.mode & 0o077) === 0;
  }
}
