import type { Clock } from '@anyuan/contracts/clock.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';

/** What a terminal sent and was refused goes on record; a flood of it must not fill the record. */
export interface Rejections {
  note(terminalId: string | null, code: ErrorCode, bytes: number): void;
}

/** At most one fact per terminal and code in this time; the counter counts them all. */
const onceInMs = 10_000;
const maxKnown = 10_000;

export function makeRejections(options: {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
}): Rejections {
  const { db, clock, log, facts } = options;
  const notedAt = new Map<string, number>();
  return {
    note(terminalId, code, bytes) {
      const now = clock.now();
      const key = `${terminalId} ${code}`;
      if (now - (notedAt.get(key) ?? Number.NEGATIVE_INFINITY) < onceInMs) return;
      if (notedAt.size >= maxKnown) notedAt.clear();
      notedAt.set(key, now);
      log.warn({ terminalId, reason: code, bytes }, 'message of a terminal refused');
      const fact = { type: 'detection.rejected', terminalId, code, bytes } as const;
      db.query
        .transaction()
        .execute((tx) => facts.append(tx, [{ at: now, schoolId: null, fact }]))
        .catch((err) => log.error({ err }, 'refusal not recorded'));
    },
  };
}
