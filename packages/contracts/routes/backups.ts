import { z } from 'zod';
import {
  backupFailureSchema,
  backupKinds,
  backupProgressSchema,
  backupResultSchema,
} from '../backup.ts';
import { noBody, nothing } from './common.ts';
import { route } from './route.ts';

const time = z.number().nullable();

export const backupRunSchema = z.strictObject({
  id: z.uuid(),
  kind: z.enum(backupKinds),
  cause: z.enum(['schedule', 'person', 'command']),
  personName: z.string().nullable(),
  state: z.enum(['running', 'good', 'failed']),
  startedAt: z.number(),
  endedAt: time,
  progress: backupProgressSchema.nullable(),
  result: backupResultSchema.nullable(),
  failure: backupFailureSchema.nullable(),
});
export type BackupRun = z.infer<typeof backupRunSchema>;

export const backupBoardSchema = z.strictObject({
  now: z.number(),
  folder: z.string(),
  /** A broken disk would take both. */
  isSameDisk: z.boolean(),
  freeBytes: z.number().nullable(),
  /** Null: no daily backup (the database is elsewhere and no folder is set). */
  nextAt: time,
  keep: z.int(),
  /** Public half of the key that opens the backups; tells copies of the key file apart. */
  recipient: z.string().nullable(),
  stored: z.array(z.strictObject({ file: z.string(), bytes: z.int(), madeAt: z.number() })),
  lastGoodBackupAt: time,
  lastGoodRehearsalAt: time,
  rehearsalDays: z.int(),
  isRehearsalDue: z.boolean(),
  runs: z.array(backupRunSchema),
});
export type BackupBoard = z.infer<typeof backupBoardSchema>;

const begun = z.strictObject({ runId: z.uuid() });

export const backupRoutes = {
  showBackups: route({
    method: 'GET',
    path: '/api/backups',
    access: 'backup.manage',
    subject: 'none',
    summary: 'What is kept, what ran, when a restore was last proved.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: backupBoardSchema,
  }),
  makeBackup: route({
    method: 'POST',
    path: '/api/backups',
    access: 'backup.manage',
    subject: 'none',
    summary: 'Begin a backup now. Refused while one runs.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: begun,
  }),
  rehearseRestore: route({
    method: 'POST',
    path: '/api/backups/rehearsals',
    access: 'backup.manage',
    subject: 'none',
    summary:
      'Restore the newest backup into a database of its own beside, check it, throw it away. The running system is not touched.',
    params: nothing,
    query: nothing,
    body: noBody,
    reply: begun,
  }),
};
