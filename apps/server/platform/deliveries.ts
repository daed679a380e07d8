import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Fact, FactOf, FactType } from '@anyuan/contracts/facts.ts';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db, Tx } from './db.ts';
import { type DueTimer, makeDueTimer } from './due-timer.ts';

/** A fact handed to a consumer. */
export interface Delivered<T extends FactType = FactType> {
  deliveryId: number;
  factId: string;
  at: number;
  schoolId: string | null;
  fact: FactOf<T>;
  /** How often it has failed so far. */
  attempts: number;
}

/**
 * "When fact, then call." `run` works inside the transaction that also deletes the delivery, so its
 * writes and the receipt are one. It gets several at a time; when it throws, each is tried alone, so
 * that one poisoned row fails alone. At least once: outside effects must bear a repeat.
 */
export interface Reaction<T extends FactType = FactType> {
  consumer: string;
  types: readonly T[];
  run(tx: Tx, entries: readonly Delivered<T>[]): Promise<void>;
  /** After the commit of a run: wake senders and the like. */
  committed?(): void;
}

/** Lets a reaction to a few fact types stand in a list of reactions. */
export function reaction<T extends FactType>(r: Reaction<T>): Reaction {
  return r as unknown as Reaction;
}

export interface Deliveries {
  start(): void;
  /** Payload of the delivery channel: names of consumers, or empty for all. */
  wake(consumers: string): void;
  stop(): Promise<void>;
  idle(): Promise<void>;
}

const batchSize = 100;
/**
 * What one alarm brings about is done almost at once. When they come one after the other it is
 * gathered and done together: messages leave a moment later, and the alarms themselves, which ring
 * screens without any delivery, have the machine.
 */
const gatherFirstMs = 20;
const gatherMs = 200;
/** Longest that deliveries give way to a flood of alarms; after that they take their turns. */
const giveWayMs = 3000;
const maxAttempts = 8;
const parkedMs = 10 * 60_000;
/** One query looks for all consumers each second; each alone looks only in case that one hangs. */
const ownLookMs = 60_000;

/** Seconds until a failed delivery is tried again: 1, 2, 4 .. 60. */
function backOffMs(attempts: number): number {
  return Math.min(60_000, 1000 * 2 ** (attempts - 1));
}

export interface DeliveriesOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  reactions: readonly Reaction[];
  /** Alarms are waiting for their commit: what follows from earlier ones gives way. */
  busy(): boolean;
  /** A delivery keeps failing: raises an operational alarm. From now on it is tried rarely. */
  onParked(consumer: string, factId: string): Promise<void>;
  /** A parked delivery went through after all. */
  onRecovered(consumer: string, factId: string): Promise<void>;
}

/** One worker per consumer, claiming with SKIP LOCKED: instances share the work. */
export function makeDeliveries(options: DeliveriesOptions): Deliveries {
  let gatheredAt = Number.NEGATIVE_INFINITY;
  let gathering: { names: Set<string>; timer: NodeJS.Timeout } | null = null;
  const workers = new Map(options.reactions.map((r) => [r.consumer, makeConsumer(r, options)]));
  const all = [...workers.values()];
  const runGathered = () => {
    clearTimeout(gathering?.timer);
    const isPatient = performance.now() - gatheredAt < giveWayMs;
    if (gathering && isPatient && options.busy()) {
      gathering.timer = setTimeout(runGathered, gatherMs);
      return;
    }
    const names = gathering?.names ?? [];
    gathering = null;
    gatheredAt = performance.now();
    for (const name of names) workers.get(name)?.wake();
  };
  const wakeDue = async () => {
    const due = await findDueConsumers(options.db, [...workers.keys()], options.clock.now());
    for (const name of due) workers.get(name)?.wake();
  };
  // What was set back after a failure, or left by an instance that died: a second is near enough for those.
  const lookout = makeDueTimer({
    name: 'deliveries',
    clock: options.clock,
    log: options.log,
    nextDue: async () => null,
    run: () => wakeDue().then(() => false),
  });
  return {
    start: () => [...all, lookout].forEach((w) => void w.start()),
    wake(consumers) {
      if (!gathering) {
        const isFirst = performance.now() - gatheredAt > 2 * gatherMs;
        const timer = setTimeout(runGathered, isFirst ? gatherFirstMs : gatherMs);
        gathering = { names: new Set(), timer };
      }
      const names = consumers === '' ? workers.keys() : consumers.split(',');
      for (const name of names) gathering.names.add(name);
    },
    async stop() {
      clearTimeout(gathering?.timer);
      await lookout.stop();
      await Promise.all(all.map((w) => w.stop()));
    },
    async idle() {
      await lookout.idle();
      // Of what another connection has just committed the notification may still be on its way.
      await wakeDue();
      runGathered();
      await Promise.all(all.map((w) => w.idle()));
    },
  };
}

function makeConsumer(r: Reaction, options: DeliveriesOptions): DueTimer {
  const { db, clock, log } = options;

  /** Claims up to `limit`, runs them and takes their rows away, all in one transaction. */
  const handle = async (limit: number, onClaimed: (entries: Delivered[]) => void) => {
    const handled = await db.query.transaction().execute(async (tx) => {
      const claimed = await claim(tx, r.consumer, clock.now(), limit);
      if (claimed.length === 0) return claimed;
      onClaimed(claimed);
      await r.run(tx, claimed);
      const ids = claimed.map((c) => c.deliveryId);
      await tx.deleteFrom('delivery').where('id', 'in', ids).execute();
      return claimed;
    });
    for (const entry of handled) {
      if (entry.attempts >= maxAttempts) await options.onRecovered(r.consumer, entry.factId);
    }
    return handled.length;
  };

  const handleAlone = async (): Promise<number> => {
    let failed: Delivered | undefined;
    try {
      return await handle(1, ([entry]) => {
        failed = entry;
      });
    } catch (error) {
      if (!failed) throw error;
      log.warn({ err: error, consumer: r.consumer, factId: failed.factId }, 'delivery failed');
      await setBack(options, r.consumer, failed, error);
      return 1;
    }
  };

  return makeDueTimer({
    name: `delivery ${r.consumer}`,
    clock,
    log,
    pollMs: ownLookMs,
    nextDue: async () => null,
    run: async () => {
      let handled: number;
      try {
        handled = await handle(batchSize, () => {});
      } catch {
        handled = 0;
        // Somewhere among these is a row that fails: let each stand alone.
        for (let i = 0; i < batchSize; i++) {
          if ((await handleAlone()) === 0) break;
          handled++;
        }
      }
      if (handled > 0) r.committed?.();
      // More is there: at once when there is time, else at the next gathering.
      return handled >= batchSize && !options.busy();
    },
  });
}

async function claim(tx: Tx, consumer: string, now: number, limit: number): Promise<Delivered[]> {
  const rows = await tx
    .selectFrom('delivery')
    .select(['id', 'fact', 'fact_id', 'at', 'school_id', 'attempts'])
    .where('consumer', '=', consumer)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map((row) => ({
    deliveryId: row.id,
    factId: row.fact_id,
    at: row.at,
    schoolId: row.school_id,
    fact: row.fact as Fact,
    attempts: row.attempts,
  })) as Delivered[];
}

/** Which of these have something to do now: one step into the index for each. None while the database is away. */
async function findDueConsumers(
  { query }: Db,
  consumers: readonly string[],
  now: number,
): Promise<string[]> {
  const due = sql<{ name: string }>`
    select name from unnest(${consumers}::text[]) name where exists (
      select 1 from delivery where consumer = name and due_at <= ${now}::bigint)`;
  return await due.execute(query).then(
    ({ rows }) => rows.map((row) => row.name),
    () => [],
  );
}

async function setBack(
  options: DeliveriesOptions,
  consumer: string,
  entry: Delivered,
  error: unknown,
): Promise<void> {
  const { db, clock } = options;
  const now = clock.now();
  const row = await db.query
    .updateTable('delivery')
    .set((e) => ({ attempts: e('attempts', '+', 1), error: String(error).slice(0, 500) }))
    .where('id', '=', entry.deliveryId)
    .returning('attempts')
    .executeTakeFirst();
  const attempts = row?.attempts ?? 1;
  const parked = attempts >= maxAttempts;
  const change = parked
    ? { parked_at: now, due_at: now + parkedMs }
    : { due_at: now + backOffMs(attempts) };
  await db.query.updateTable('delivery').set(change).where('id', '=', entry.deliveryId).execute();
  if (parked) await options.onParked(consumer, entry.factId);
}
