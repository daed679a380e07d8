import { setPriority } from 'node:os';
import { type BackupJob, type BackupMessage, failureOf } from '../backup/job.ts';
import type { TemporaryDatabase } from '../backup/rehearse.ts';
import { doJob } from './backup-work.ts';

/** The process of one backup or rehearsal; see backup/job.ts `startJob`. */

/** Alarms come first, also for the processor. */
const lowPriority = 10;

let database: TemporaryDatabase | null = null;

/** The server is gone or wants us to end: no database of ours may stay. */
async function leave(): Promise<never> {
  await database?.discard().catch(() => {});
  process.exit(1);
}

function say(message: BackupMessage): void {
  if (process.connected) process.send?.(message);
}

process.once('disconnect', () => void leave());
process.once('SIGTERM', () => void leave());
process.once('message', async (job: BackupJob) => {
  setPriority(lowPriority);
  try {
    const result = await doJob(job, {
      onProgress: (progress) => say({ type: 'progress', progress }),
      onDatabase: (made) => {
        database = made;
      },
    });
    say({ type: 'good', result });
  } catch (error) {
    say({ type: 'failed', failure: failureOf(error) });
  }
  process.removeAllListeners('disconnect');
  process.disconnect();
});
