import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expiredBefore } from '../audit/verify.ts';
import { serveBackups } from '../backup/routes.ts';
import { type Backups, makeBackups } from '../backup/service.ts';
import type { Http } from '../platform/http.ts';
import { serveRetention } from '../retention/routes.ts';
import { makeStorage, type Storage, serveStorage } from '../storage/service.ts';
import type { Chain } from './chain.ts';
import type { Ground } from './ground.ts';

const worker = fileURLToPath(new URL('../cli/backup-worker.ts', import.meta.url));

/** Where backups go: an outside database is backed up only by who says where. */
function folderOf({ settings, embeddedDir }: Ground): string | null {
  if (settings.backupDir !== null) return settings.backupDir;
  return embeddedDir === undefined ? null : join(settings.data, 'backups');
}

export function composeBackups(ground: Ground, chain: Chain): Backups {
  const { db, clock, log, alone, settings, connection } = ground;
  return makeBackups({
    ...{ db, clock, log, alone, worker, operations: chain.operations },
    folder: folderOf(ground),
    hour: settings.backupHour,
    rehearsalDays: settings.rehearsalDays,
    job: async () => ({
      connection,
      dataDir: settings.data,
      clipKeyFile: settings.clipKeyFile ?? join(settings.data, 'clips.key'),
      keyFile: settings.backupKeyFile ?? join(settings.data, 'backup.key'),
      keep: settings.backupKeep,
      expiredBefore: expiredBefore(await chain.retention.versions(), clock.now()),
      now: clock.now(),
    }),
  });
}

/** How much room everything takes. */
export function composeStorage(ground: Ground): Storage {
  const { db, clock, log, settings } = ground;
  return makeStorage({ db, clock, log, dataDir: settings.data, backupDir: folderOf(ground) });
}

/** What concerns the installation as a whole. */
export function serveInstallation(http: Http, { backups, storage, retention }: Chain): void {
  serveBackups(http, backups);
  serveStorage(http, storage);
  serveRetention(http, retention);
}
