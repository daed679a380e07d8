import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { PartFiles } from './part-files.ts';
import * as store from './store.ts';

export interface ReportRetentionOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  files: PartFiles;
  /** Days after a report was settled that photos and voice are kept; the words go with old alarms. */
  keepDays(): Promise<{ media: number; records: number }>;
}

const dayMs = 86_400_000;
const batchSize = 100;

/**
 * Deletes photos and voice notes when their time is over: the file, then the row, each with a line in the audit.
 * What nobody has settled stays: somebody must still look at it.
 */
export function makeReportRetention(options: ReportRetentionOptions): DueTimer {
  const { db, clock, log, files } = options;

  const deletePart = async (part: { id: string; report_id: string; stored_at: number | null }) => {
    await files.remove(part.id);
    await store.updatePart(db.query, part.id, { deleted_at: clock.now() });
    if (part.stored_at === null) return;
    await appendAudit(db.query, {
      at: clock.now(),
      personId: null,
      action: 'quickReport.mediaDeleted',
      subject: part.report_id,
      detail: { partId: part.id, reason: 'retention', storedAt: part.stored_at },
    });
  };

  return makeDueTimer({
    name: 'quick report retention',
    clock,
    log,
    pollMs: 3_600_000,
    nextDue: async () => null,
    async run() {
      const now = clock.now();
      const keepDays = await options.keepDays();
      const due = await store.findDueParts(db.query, now - keepDays.media * dayMs, batchSize);
      for (const part of due) await deletePart(part);
      await store.deleteOld(db.query, now - keepDays.records * dayMs);
      return due.length === batchSize;
    },
  });
}
