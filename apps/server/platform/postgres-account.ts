import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platformFailure } from './failure.ts';

/**
 * PostgreSQL refuses to run as root. As root we start it as an existing unprivileged account; a dedicated
 * `anyuan` account is preferred where an administrator made one, `nobody` exists everywhere.
 */
export type PostgresAccount = { uid: number; gid: number; name: string; isSelf: boolean };

const preferredNames = ['anyuan', 'nobody', 'daemon'];

export function findAccount(passwd = readFileSync('/etc/passwd', 'utf8')): PostgresAccount {
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  if (uid !== 0) return { uid, gid, name: `uid ${uid}`, isSelf: true };
  const entries = passwd.split('\n').map((line) => line.split(':'));
  for (const name of preferredNames) {
    const entry = entries.find((fields) => fields[0] === name);
    const found = { uid: Number(entry?.[2]), gid: Number(entry?.[3]) };
    if (found.uid > 0 && found.gid > 0) return { ...found, name, isSelf: false };
  }
  throw platformFailure({
    code: 'postgres.noAccount',
    zh: '以 root 运行时需要一个普通账户来运行数据库，请执行 useradd --system anyuan 后重试',
    en: 'running as root needs an unprivileged account for the database: run `useradd --system anyuan` and retry',
  });
}

/** The options that make a child process run as the account. cwd is `/`: the account may not see ours. */
export function asAccount(account: PostgresAccount): { cwd: string; uid?: number; gid?: number } {
  if (account.isSelf) return { cwd: '/' };
  return { cwd: '/', uid: account.uid, gid: account.gid };
}

/** Asks the kernel, not the mode bits: a parent of mode 700, an ACL and a mount option all count. */
export function mayReach(account: PostgresAccount, flag: '-x' | '-r', path: string): boolean {
  const result = spawnSync('test', [flag, path], { ...asAccount(account), stdio: 'ignore' });
  return result.status === 0;
}
