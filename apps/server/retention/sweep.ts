import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { dropMonths } from '../platform/partitions.ts';
import * as store from './store.ts';

export interface SweepOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  /** As it stands: read again for each sweep. */
  keepDays(): Promise<store.Swept>;
}

const dayMs = 86_400_000;
/** Rows in one statement: nobody waits long behind it. */
const batchSize = 500;

/**
 * Deletes records when their time is over, once a day. What happened (`fact`) goes by whole months,
 * with the alarms that it tells of. Recordings have a retention of their own; positions are in no
 * table at all.
 */
export function makeSweep(options: SweepOptions): DueTimer {
  const { db, clock, log } = options;

  const all = async (
    remove: (query: Db['query'], before: number, limit: number) => Promise<number>,
    before: number,
  ): Promise<number> => {
    let sum = 0;
    for (let n = batchSize; n === batchSize; sum += n)
      n = await remove(db.query, before, batchSize);
    return sum;
  };

  const sweep = async (now: number): Promise<void> => {
    const keepDays = await options.keepDays();
    const alarmsBefore = now - keepDays.alarms * dayMs;
    const months = await dropMonths(db, alarmsBefore, store.isMonthNeeded);
    const deleted = {
      alarms: await all(store.deleteAlarms, alarmsBefore),
      messages: await all(store.deleteMessages, now - keepDays.messages * dayMs),
      audit: await all(store.deleteAudit, now - keepDays.audit * dayMs),
      tickets: await all(store.deleteTickets, now - keepDays.tickets * dayMs),
      months: months.length,
    };
    if (Object.values(deleted).every((n) => n === 0)) return;
    await appendAudit(db.query, {
      at: now,
      personId: null,
      action: 'record.deleted',
      subject: 'retention',
      detail: deleted,
    });
    log.info(deleted, 'records deleted, their time was over');
  };

  return makeDueTimer({
    name: 'retention',
    clock,
    log,
    pollMs: 3_600_000,
    nextDue: async () => null,
    async run() {
      const now = clock.now();
      if (await store.claimSweep(db.query, { now, everyMs: dayMs })) await sweep(now);
      return false;
    },
  });
}
