import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { type ClipFiles, dayOf } from './clip-files.ts';
import {
  type ClipRow,
  findDueClips,
  findNextDueClip,
  findStoredIds,
  type Keep,
  lockClip,
  updateClip,
} from './store.ts';

export interface RetentionOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  files: ClipFiles;
  /** As it stands: read again for each round. */
  keep(): Promise<Keep>;
  /** Seals what is not sealed with the newest key. */
  seal(): Promise<unknown>;
  onAlarmChanged(alarmId: string): void;
}

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;
const sweepEveryMs = dayMs;

/**
 * Deletes clips when their time is over: first the file, then the row, each clip a transaction of
 * its own with a line in the audit. Once a day it also removes files that no row speaks of.
 */
export function makeRetention(options: RetentionOptions): DueTimer {
  const { db, clock, log, files } = options;
  /** Files that could not be removed: tried again after the next sweep, in nobody's way until then. */
  const failed = new Set<string>();
  /** Once at the start, again after each daily sweep: a new key, or one that was put back. */
  let sealing: Promise<unknown> | null = null;
  let sweptAt = Number.NEGATIVE_INFINITY;

  const isDue = (row: ClipRow, before: ClipRow) => row.clip_stored_at === before.clip_stored_at;

  const deleteClip = async (clip: ClipRow): Promise<void> => {
    const isDeleted = await db.query.transaction().execute(async (tx) => {
      const row = await lockClip(tx, clip);
      // A longer one may have come in between; its time is not over.
      if (!row || !isDue(row, clip)) return false;
      await files.remove({ detectionId: row.id, receivedAt: row.received_at });
      await updateClip(tx, row, null);
      await appendAudit(tx, {
        at: clock.now(),
        personId: null,
        action: 'clip.deleted',
        subject: row.id,
        detail: {
          alarmId: row.alarm_id,
          reason: 'retention',
          storedAt: row.clip_stored_at,
          bytes: row.clip_bytes,
        },
      });
      return true;
    });
    if (isDeleted) options.onAlarmChanged(clip.alarm_id);
    else failed.add(clip.id);
  };

  const sweep = async (keep: Keep): Promise<void> => {
    failed.clear();
    const longestMs = Math.max(keep.ordinaryMs, keep.privacyMs) + 2 * dayMs;
    for (const { folder, detectionIds } of await files.listBefore(dayOf(clock.now() - longestMs))) {
      const stored = await findStoredIds(db.query, detectionIds);
      const unknown = detectionIds.filter((id) => !stored.has(id));
      // One that is being stored right now has its file before its row.
      await files.removeFrom(folder, unknown, clock.now() - hourMs);
    }
  };

  return makeDueTimer({
    name: 'clip retention',
    clock,
    log,
    pollMs: 60_000,
    nextDue: async () => {
      const due = await findNextDueClip(db.query, await options.keep());
      // What failed is still due: wait for the poll instead of turning in circles.
      return failed.size > 0 ? null : due;
    },
    run: async () => {
      if (!sealing)
        sealing = options.seal().catch((err) => log.error({ err }, 'recordings not sealed'));
      await sealing;
      const keep = await options.keep();
      if (clock.now() - sweptAt >= sweepEveryMs) {
        sweptAt = clock.now();
        await sweep(keep);
        sealing = null;
      }
      const due = await findDueClips(db.query, { keep, now: clock.now(), except: [...failed] });
      for (const clip of due) {
        try {
          await deleteClip(clip);
        } catch (error) {
          failed.add(clip.id);
          log.error({ err: error, subject: clip.id }, 'clip not deleted when due');
        }
      }
      return due.length > 0;
    },
  });
}
