import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expiredBefore } from '../audit/verify.ts';
import { type Backups, makeBackups } from '../backup/service.ts';
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
    job: () => ({
      connection,
      dataDir: settings.data,
      clipKeyFile: settings.clipKeyFile ?? join(settings.data, 'clips.key'),
      keyFile: settings.backupKeyFile ?? join(settings.data, 'backup.key'),
      keep: settings.backupKeep,
      expiredBefore: expiredBefore(settings, clock.now()),
      now: clock.now(),
    }),
  });
}
