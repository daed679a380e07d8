import type { Clock } from '@anyuan/contracts/clock.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db, Tx } from './db.ts';

/** A month of `fact` has its own table, so that cost follows activity, not history. */
export interface Partitions {
  /** Makes what is missing now and daily. A failure is logged: facts then go to the default partition. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Months made ahead, this one included. */
const monthsAhead = 3;
const everyMs = 24 * 3_600_000;
const retryMs = 600_000;
/** Any number, the same for every instance. */
const advisoryLock = 7_305_011_842;

export function makePartitions(options: { db: Db; clock: Clock; log: Logger }): Partitions {
  const { db, clock, log } = options;
  let timer: { cancel(): void } | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = true;

  const round = async (): Promise<void> => {
    let nextMs = everyMs;
    try {
      await ensurePartitions(db, clock.now());
    } catch (error) {
      log.warn({ err: error }, 'months of the record not made, will try again');
      nextMs = retryMs;
    }
    if (stopped) return;
    timer = clock.setTimer(clock.now() + nextMs, () => {
      running = round();
    });
  };

  return {
    async start() {
      stopped = false;
      running = round();
      await running;
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await running;
    },
  };
}

/** Makes this month's partition and the next ones, each in a transaction of its own. */
export async function ensurePartitions(db: Db, now: number): Promise<void> {
  const date = new Date(now);
  for (let ahead = 0; ahead < monthsAhead; ahead++) {
    const fromMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
    const toMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead + 1, 1);
    const name = `fact_${new Date(fromMs).toISOString().slice(0, 7).replace('-', '_')}`;
    await db.query.transaction().execute((tx) => makeMonth(tx, { name, fromMs, toMs }));
  }
}

interface Month {
  name: string;
  fromMs: number;
  toMs: number;
}

/**
 * Rows of the month that sit in the default partition move along: with them there the month could
 * not be made at all. Writers wait meanwhile, but never behind our waiting for a long reader.
 */
async function makeMonth(tx: Tx, { name, fromMs, toMs }: Month): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(tx);
  const known = await sql<{ oid: number | null }>`select to_regclass(${name}) as oid`.execute(tx);
  if (known.rows[0]?.oid != null) return;
  const table = sql.table(name);
  const [from, to] = [sql.lit(fromMs), sql.lit(toMs)];
  await sql`set local lock_timeout = '1s'`.execute(tx);
  await sql`lock table fact_default in access exclusive mode`.execute(tx);
  await sql`create table ${table} (like fact including all)`.execute(tx);
  await sql`
    with moved as (delete from fact_default where at >= ${from} and at < ${to} returning *)
    insert into ${table} select * from moved`.execute(tx);
  await sql`alter table fact attach partition ${table} for values from (${from}) to (${to})`.execute(
    tx,
  );
}

/**
 * Drops months that ended before then and that nobody needs any more; returns their names. A month
 * costs a moment whatever is in it, and stays for another day when a long reader holds it.
 */
export async function dropMonths(
  db: Db,
  before: number,
  isNeeded: (tx: Tx, month: string) => Promise<boolean>,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'fact'::regclass and c.relname ~ '^fact_\\d{4}_\\d{2}$'
    order by 1`.execute(db.query);
  const dropped: string[] = [];
  for (const { name } of rows) {
    const [year, month] = name.split('_').slice(1).map(Number);
    if (Date.UTC(year ?? 0, month ?? 0, 1) > before) continue;
    await db.query.transaction().execute(async (tx) => {
      await sql`set local lock_timeout = '1s'`.execute(tx);
      if (await isNeeded(tx, name)) return;
      await sql`drop table ${sql.table(name)}`.execute(tx);
      dropped.push(name);
    });
  }
  return dropped;
}
