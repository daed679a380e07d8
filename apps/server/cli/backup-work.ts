import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackupProgress, BackupResult } from '@anyuan/contracts/backup.ts';
import { verifyRecord } from '../audit/verify.ts';
import { makeBackup } from '../backup/backup.ts';
import type { BackupJob } from '../backup/job.ts';
import { rehearse, type TemporaryDatabase } from '../backup/rehearse.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { makeLog } from '../platform/log.ts';
import { startPostgres } from '../platform/postgres-launcher.ts';
import { makeClipFiles } from '../recordings/clip-files.ts';
import { openClipKeys } from '../recordings/clip-keys.ts';

export const migrations = fileURLToPath(new URL('../../../db/migrations', import.meta.url));

/** Does a job of the backup slice with the parts of the other slices that it needs. */
export function doJob(
  job: BackupJob,
  hooks: {
    onProgress(progress: BackupProgress): void;
    /** A database that must be discarded whatever happens to this process; null again when it was. */
    onDatabase(database: TemporaryDatabase | null): void;
  },
): Promise<BackupResult> {
  const began = performance.now();
  const now = () => Math.round(job.now + performance.now() - began);
  const { onProgress } = hooks;
  if (job.kind === 'backup') return makeBackup({ ...job, to: job.folder, now, onProgress });
  return rehearse({
    ...{ from: job.folder, keyFile: job.keyFile, migrations, now, onProgress },
    async openDatabase(dataDir) {
      const database = await openTemporary(dataDir);
      hooks.onDatabase(database);
      return database;
    },
    verifySeals: (connection) => verifySeals(connection, job.expiredBefore),
    tryClips,
  });
}

/** Nothing in it is kept, so it need not survive a power cut: several times as fast. */
async function openTemporary(dataDir: string): Promise<TemporaryDatabase> {
  const log = makeLog({ level: 'silent' });
  const running = await startPostgres({ dataDir, log, isShared: true, isDurable: false });
  return {
    connection: running.connection,
    async discard() {
      await running.stop();
      await rm(running.dir, { recursive: true, force: true });
    },
  };
}

async function verifySeals(connection: Connection, expiredBefore: BackupJob['expiredBefore']) {
  const db = openDb(connection, { max: 1 });
  try {
    const { seals, findings } = await verifyRecord({ db, expiredBefore });
    return { seals, broken: findings.map((f) => f.seal.number) };
  } finally {
    await db.close();
  }
}

async function tryClips(dataDir: string): Promise<{ onDisk: number; playable: number }> {
  const keys = openClipKeys(join(dataDir, 'clips.key'));
  let [onDisk, playable] = [0, 0];
  for await (const clip of makeClipFiles(dataDir, keys).all()) {
    onDisk += 1;
    if (clip.plain || opens(() => keys.open(clip.detectionId, clip.bytes))) playable += 1;
  }
  return { onDisk, playable };
}

function opens(open: () => Buffer | null): boolean {
  try {
    return open() !== null;
  } catch {
    return false;
  }
}
