import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import type { ReceivedDetection } from '@anyuan/core/alarm/raise.ts';
import { type Neighbours, takeDetections } from '@anyuan/core/alarm/take-detections.ts';
import type { Duty } from '@anyuan/core/dispatch/call.ts';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { consumersOfRows, type Facts } from '../platform/facts.ts';
import { newId } from '../platform/ids.ts';
import { type GroupCommit, makeGroupCommit } from './group-commit.ts';
import { makeJoinable } from './joinable.ts';
import type { Intake } from './parse.ts';
import {
  findCommitted,
  findOpenWindows,
  insertRows,
  lockOpenAlarms,
  type Notice,
  type RowOf,
  saveMerged,
} from './store.ts';

/** Committed; `repeated` when it had been before. */
export interface Committed {
  alarmId: string;
  repeated: boolean;
}

/** `refused`: the database cannot hold it. `notTaken`: a fault of ours; whoever sent it keeps it. */
export type Outcome = Committed | 'refused' | 'notTaken';

/** The group commit of detections. */
export interface Intakes extends GroupCommit<Intake, Outcome> {
  /** Alarms that changed, here or at another instance: detections may join them. */
  note(alarms: readonly Alarm[]): void;
  /** Reads what is open; until then every batch looks for itself. */
  preload(): Promise<void>;
  /** The last try to commit failed for a reason that is not of the detections: they wait. */
  failing(): boolean;
  /** Gives its connection back. */
  stop(): void;
}

export interface IntakeOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  /** What other instances are told when these alarms are committed; `consumers` have work then. */
  notices(alarms: readonly Alarm[], consumers: string): Notice[];
  /** The plan to stamp on an alarm that this detection raises. */
  planOf(detection: ReceivedDetection, now: number): Plan;
  dutyOf(at: { zoneId: string; schoolId: string }, now: number): Duty;
  /** Zones next door, from memory: asked on the way of every alarm. */
  neighboursOf(zoneId: string): Neighbours;
  toAlarm(row: never): Alarm;
  toRecord: RowOf;
  /** Asked while a commit is on its way to disk; what it gives runs after it: live frames, timers, deliveries. */
  whenCommitted(alarms: readonly Alarm[], consumers: string): () => void;
  /** The database says that its disk is full. */
  onDiskFull(): void;
  /** Alarms of a commit whose answer was lost with the connection: found committed on the next try. */
  onRecovered(alarmIds: readonly string[]): void;
}

const maxBatch = 500;
const diskFull = '53100';
const retryFirstMs = 100;
const retryMaxMs = 2000;
const uniqueViolation = '23505';
/** Another instance commits an id once: more than this is no race. */
const maxRaces = 5;

/**
 * Takes detections: each is committed with its alarm, the stamped plan and the people called first,
 * in one transaction per batch, before anybody is answered. While the database is away, items wait
 * here and their terminals keep them; one that cannot be taken fails alone.
 */
export function makeIntake(options: IntakeOptions): Intakes {
  const { db, log, clock } = options;

  const joinable = makeJoinable();
  const connection = holdConnection(db.pipelined);

  const once = async (
    items: readonly Intake[],
    joining: boolean,
    isFirst: boolean,
  ): Promise<Committed[]> => {
    const client = connection.held ?? (await connection.take());
    try {
      const now = clock.now();
      const mayJoin = (zoneId: string) => joinable.may(zoneId, now);
      const nextDoor = (zoneId: string) => options.neighboursOf(zoneId).zoneIds.some(mayJoin);
      const quick = isFirst && !items.some((i) => mayJoin(i.zoneId) || nextDoor(i.zoneId));
      return await commitBatch(client, items, options, { joining, quick });
    } catch (error) {
      // Whatever state it is in, its transaction and its locks end with the connection.
      connection.drop();
      throw error;
    }
  };

  let failing = false;
  const commit = async (items: readonly Intake[], joining = true): Promise<Outcome[]> => {
    let waitMs = retryFirstMs;
    for (let attempt = 0; ; attempt++) {
      try {
        const results = await once(items, joining, attempt === 0);
        failing = false;
        const found = results.filter((r) => r.repeated).map((r) => r.alarmId);
        if (attempt > 0 && found.length > 0) options.onRecovered(found);
        return results;
      } catch (error) {
        if (isOfTheItems(error, attempt)) return alone(items, error, joining);
        // Another instance was quicker with one of the ids: look again, now it is found.
        if (codeOf(error) === uniqueViolation) continue;
        failing = true;
        if (codeOf(error) === diskFull) options.onDiskFull();
        log.error({ err: error, waiting: items.length }, 'detections wait for the database');
        await new Promise<void>((resolve) => void clock.setTimer(clock.now() + waitMs, resolve));
        waitMs = Math.min(retryMaxMs, waitMs * 2);
      }
    }
  };

  /**
   * Something about these fails each time: each stands alone, so that one fails alone. One that
   * cannot join what is open in its zone (a damaged alarm there) raises its own.
   */
  const alone = async (
    items: readonly Intake[],
    cause: unknown,
    joining: boolean,
  ): Promise<Outcome[]> => {
    if (items.length > 1) {
      const outcomes: Outcome[] = [];
      for (const item of items) outcomes.push(...(await commit([item])));
      return outcomes;
    }
    log.error({ err: cause, detectionId: items[0]?.id }, 'detection cannot be taken');
    if (joining) return commit(items, false);
    return [isOfTheRow(codeOf(cause)) ? 'refused' : 'notTaken'];
  };

  return {
    ...makeGroupCommit({ maxBatch, commit }),
    note: joinable.note,
    failing: () => failing,
    stop: () => connection.drop(),
    async preload() {
      joinable.note(await findOpenWindows(db.pool));
      joinable.complete();
    },
  };
}

/** One connection kept for intake alone: batches go one after the other, and none waits to get one. */
function holdConnection(pool: pg.Pool) {
  let held: pg.PoolClient | null = null;
  const drop = () => {
    held?.release(true);
    held = null;
  };
  return {
    get held() {
      return held;
    },
    async take(): Promise<pg.PoolClient> {
      const client = await pool.connect();
      held = client;
      // Gone while idle: the next batch takes another at once instead of failing first.
      client.once('end', () => held === client && drop());
      return client;
    },
    drop,
  };
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}

/** Trying the same again cannot help: a value, or a fault in deciding about it. */
function isOfTheItems(error: unknown, attempt: number): boolean {
  const isDecision = error instanceof TypeError || error instanceof RangeError;
  const isRace = codeOf(error) === uniqueViolation && attempt >= maxRaces;
  return isDecision || isRace || isOfTheRow(codeOf(error));
}

/** Data exceptions and constraint violations other than a repeated id: trying again cannot help. */
function isOfTheRow(sqlState: string): boolean {
  return (sqlState.startsWith('22') || sqlState.startsWith('23')) && sqlState !== uniqueViolation;
}

/** What there is to know before deciding; empty where nothing can be there. */
interface Before {
  committed: Map<string, string>;
  open: Alarm[];
}

const nothingBefore: Before = { committed: new Map(), open: [] };

/** Begins the transaction. Pipelined: one round trip. */
async function lookBefore(
  client: pg.ClientBase,
  items: readonly Intake[],
  options: IntakeOptions,
): Promise<Before> {
  const zoneIds = [
    ...new Set(items.flatMap((i) => [i.zoneId, ...options.neighboursOf(i.zoneId).zoneIds])),
  ];
  const at = { zoneIds, now: options.clock.now() };
  const [, committed, open] = await Promise.all([
    client.query('begin'),
    findCommitted(
      client,
      items.map((i) => i.id),
    ),
    lockOpenAlarms(client, at, options.toAlarm),
  ]);
  return { committed, open };
}

/**
 * One batch, one commit. `quick`: nothing to join is open in any zone and the ids are taken for new, so a
 * single statement does it; should an id be there already, it fails and the next try looks first.
 */
async function commitBatch(
  client: pg.ClientBase,
  items: readonly Intake[],
  options: IntakeOptions,
  how: { joining: boolean; quick: boolean },
): Promise<Committed[]> {
  const { clock, facts } = options;
  const { committed, open } = how.quick ? nothingBefore : await lookBefore(client, items, options);
  const fresh = items.filter((i) => !committed.has(i.id));
  if (fresh.length === 0) {
    await client.query('rollback');
    return items.map(({ id }) => ({ alarmId: committed.get(id) ?? '', repeated: true }));
  }
  const now = clock.now();
  const taken = takeDetections({
    detections: fresh,
    open: how.joining ? open : [],
    now,
    newAlarmId: newId,
    neighboursOf: options.neighboursOf,
    planOf: (d) => options.planOf(d, now),
    dutyOf: (d) => options.dutyOf(d, now),
  });
  const first = new Map(fresh.map((d) => [d.id, d]));
  const changed = [...taken.raised, ...taken.merged];
  const factRows = facts.rows(taken.facts.map((f) => ({ ...f, at: now })));
  const consumers = consumersOfRows(factRows);
  const rows = {
    detections: [...first.values()].map((d) => ({
      ...d,
      alarmId: taken.alarmOf.get(d.id) ?? '',
    })),
    raised: taken.raised.map(options.toRecord),
    facts: factRows,
    notices: options.notices(changed, consumers),
  };
  const saving = [insertRows(client, rows)];
  if (!how.quick) {
    saving.push(saveMerged(client, taken.merged.map(options.toRecord)));
    saving.push(client.query('commit').then(() => {}));
  }
  const ready = async () => options.whenCommitted(changed, consumers);
  // Side by side: whichever fails, the other is not left to itself.
  const [tell] = await Promise.all([ready(), ...saving]);
  tell();
  return items.map(({ id }) => ({
    alarmId: committed.get(id) ?? taken.alarmOf.get(id) ?? '',
    repeated: committed.has(id),
  }));
}
