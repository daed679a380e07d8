import { backupRoutes } from '@anyuan/contracts/routes/backups.ts';
import type { Http } from '../platform/http.ts';
import type { Backups } from './service.ts';

/** Backups and rehearsals of their restore, for whoever runs the installation. */
export function serveBackups(http: Http, backups: Backups): void {
  http.serve(backupRoutes.showBackups, () => backups.board());
  http.serve(backupRoutes.makeBackup, async ({ who }) => ({
    runId: await backups.begin('backup', who.personId),
  }));
  http.serve(backupRoutes.rehearseRestore, async ({ who }) => ({
    runId: await backups.begin('rehearsal', who.personId),
  }));
}
