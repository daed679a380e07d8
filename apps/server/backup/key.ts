import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { platformFailure } from '../platform/failure.ts';
import { writeSynced } from './synced-file.ts';

/** Some 10 MB, which a server needs only while it seals or opens a backup. */
export const age = () => import('age-encryption');

/** Both halves of the key of the backups: anybody may write for `recipient`, only `identity` opens. */
export interface BackupKey {
  identity: string;
  recipient: string;
}

/** The same form that `age-keygen` writes: the file also opens backups without this program. */
function readIdentity(path: string): string | null {
  if (!existsSync(path)) return null;
  return /^AGE-SECRET-KEY-1[0-9A-Z]+$/m.exec(readFileSync(path, 'utf8'))?.[0] ?? null;
}

/** The key in that file. Throws PlatformFailure backup.keyMissing: without it nothing can be opened. */
export async function readKey(path: string): Promise<BackupKey> {
  const identity = readIdentity(path);
  if (identity === null) {
    throw platformFailure({
      code: 'backup.keyMissing',
      zh: `没有可用的备份密钥 ${path}，请放回当时另存的密钥文件，或用 --backup-key-file 指明`,
      en: `no usable backup key in ${path}: put back the copy that was kept apart, or name it with --backup-key-file`,
    });
  }
  return { identity, recipient: await recipientOf(identity) };
}

async function recipientOf(identity: string): Promise<string> {
  return await (await age()).identityToRecipient(identity);
}

/** Makes the key when there is no file yet. A damaged file is never replaced: it may be mended from a copy. */
export async function readOrMakeKey(path: string): Promise<BackupKey> {
  if (!existsSync(path)) await makeKey(path);
  return readKey(path);
}

async function makeKey(path: string): Promise<void> {
  const identity = await (await age()).generateX25519Identity();
  const recipient = await recipientOf(identity);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}.new`;
  await writeSynced(fresh, `# public key: ${recipient}\n${identity}\n`);
  // link refuses an existing name: of two that make a key at the same time, one wins and both use it.
  await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(fresh, { force: true });
}
