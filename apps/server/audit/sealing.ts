import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Logger } from 'pino';
import type { Db, Tx } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import { firstPrevious, hashOf, type Period, type Seal } from './seal.ts';
import * as store from './seal-store.ts';

const minuteMs = 60_000;
/** Clocks of several instances differ a little, and a commit takes a while. */
const settleMs = 5 * minuteMs;
const everyMs = 10 * minuteMs;
/** A change is found to this stretch. */
const longestMs = 60 * minuteMs;
/** A stretch without any row is told with the next one, after a day by itself. */
const longestEmptyMs = 24 * 60 * minuteMs;
/** A transaction open for so long may still date something before the end of the stretch. */
const writingSec = 120;

export interface SealingOptions {
  db: Db;
  clock: Clock;
  log: Logger;
}

/**
 * Seals what was recorded, some minutes behind the present: the digest of each stretch, chained to the one
 * before. Whoever changes or removes a row later would have to make every seal anew, and the hashes that
 * have left the machine (log, daily digest, evidence packages) would still tell.
 */
export function makeSealing(options: SealingOptions): DueTimer {
  const { db, clock, log } = options;

  const sealNext = (): Promise<Seal | null> =>
    db.query
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        if (!(await store.lockSealing(tx))) return null;
        const last = await store.findLastSeal(tx);
        const now = clock.now();
        const period = await nextPeriod(tx, last, Math.floor((now - settleMs) / everyMs) * everyMs);
        if (!period) return null;
        const digests = await store.digestPeriod(tx, period);
        const number = (last?.number ?? 0) + 1;
        const body = { number, ...period, ...digests, previous: last?.hash ?? firstPrevious };
        const seal = { ...body, hash: hashOf(body), sealedAt: now };
        await store.insertSeal(tx, seal);
        return seal;
      });

  return makeDueTimer({
    name: 'sealing',
    clock,
    log,
    pollMs: minuteMs,
    nextDue: async () => null,
    async run() {
      // Before the snapshot is taken: whoever has been writing since then is younger than a stretch is old.
      if (await store.isAnyoneWriting(db.query, writingSec)) return false;
      const seal = await sealNext();
      if (seal) log.info({ seal: seal.number, hash: seal.hash }, 'record sealed');
      return seal !== null;
    },
  });
}

/** From the last seal to an hour after the next row, at most to `end`; null while there is nothing to seal. */
async function nextPeriod(tx: Tx, last: Seal | null, end: number): Promise<Period | null> {
  const firstAt = await store.findFirstAt(tx, last?.toAt ?? 0);
  const fromAt = last?.toAt ?? firstAt;
  if (fromAt === null || end <= fromAt) return null;
  if (firstAt === null || firstAt >= end) {
    const isLong = end - fromAt >= longestEmptyMs;
    return isLong ? { fromAt, toAt: Math.min(end, nextMonth(fromAt)) } : null;
  }
  const toAt = Math.ceil((firstAt + longestMs) / everyMs) * everyMs;
  return { fromAt, toAt: Math.min(end, toAt, nextMonth(fromAt)) };
}

/** Facts are removed by whole months: no stretch reaches over the end of one. */
function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}
