import { readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupBoard } from '@anyuan/contracts/routes/backups.ts';
import { madeAtOf } from '@anyuan/core/backup/schedule.ts';
import { readKey } from './key.ts';

type Looked = Pick<BackupBoard, 'isSameDisk' | 'freeBytes' | 'recipient' | 'stored'>;

/** What lies in the folder of the backups, newest first, and on which disk it is. */
export async function lookAtFolder(
  folder: string | null,
  at: { dataDir: string; keyFile: string } | null = null,
): Promise<Looked> {
  if (folder === null) return { isSameDisk: false, freeBytes: null, recipient: null, stored: [] };
  const existing = await nearestExisting(folder);
  const [names, disk, here, data, key] = await Promise.all([
    readdir(folder).catch(() => []),
    statfs(existing).catch(() => null),
    stat(existing).catch(() => null),
    at && stat(at.dataDir).catch(() => null),
    at && readKey(at.keyFile).catch(() => null),
  ]);
  const stored = await Promise.all(names.map((name) => storedAt(folder, name)));
  return {
    isSameDisk: here !== null && data !== null && here.dev === data.dev,
    freeBytes: disk && disk.bavail * disk.bsize,
    recipient: key?.recipient ?? null,
    stored: stored.filter((s) => s !== null).toSorted((a, b) => b.madeAt - a.madeAt),
  };
}

async function storedAt(
  folder: string,
  file: string,
): Promise<BackupBoard['stored'][number] | null> {
  const madeAt = madeAtOf(file);
  const found = madeAt === null ? null : await stat(join(folder, file)).catch(() => null);
  return madeAt === null || found === null ? null : { file, bytes: found.size, madeAt };
}

/** A folder that is made with the first backup lies on the disk of its parent. */
async function nearestExisting(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found || dirname(path) === path ? path : nearestExisting(dirname(path));
}
