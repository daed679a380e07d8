import { monotonicMs, type Receipt } from '@anyuan/testkit/virtual-terminal.ts';
import { v7 } from 'uuid';
import type { Collected, Consoles } from './consoles.ts';
import { checkKept, countTransactions, settle } from './database.ts';
import { type Fleet, pace, waitUntil } from './load.ts';
import { processorMs } from './process-tree.ts';
import { resetStatements, saveStatements } from './statements.ts';
import { roundMs, type Spread, spreadOf } from './statistics.ts';
import type { World } from './world.ts';

/** A running server with its terminals and consoles. */
export interface Stage {
  world: World;
  fleet: Fleet;
  consoles: Consoles;
}

export interface Outcome {
  sent: number;
  /** What the generator reached. */
  perSecond: number;
  /** Published to frame, over all pairs of detection and console. */
  alarm: Spread;
  /** First publish to the last frame at the last console. */
  totalMs: number;
  puback: Spread;
  ack: Spread;
  lost: number;
  doubled: number;
  withoutFirstTier: number;
  resent: number;
  /** Processor time per detection, ms: where the machine's time went. */
  processorMs: { server: number; database: number; bench: number };
  /** Committed in the database per detection, whoever made them. */
  transactions: number;
  ids: string[];
}

export interface Load {
  ratePerSec: number;
  seconds: number;
  drainMs?: number;
}

/** From a quiet server: sends, waits until every console has everything, and asks the database. */
export async function runLoad(stage: Stage, load: Load): Promise<Outcome> {
  await stage.world.withDb(settle);
  return measure(stage, load.drainMs ?? 20_000, (send) => pace({ ...load, send }));
}

/** All at once: every terminal in its turn, as fast as they can be written. */
export async function runBurst(stage: Stage, count: number): Promise<Outcome> {
  await stage.world.withDb(settle);
  return measure(stage, 30_000, async (send) => {
    for (let n = 0; n < count; n++) send(n);
    return { sent: count, perSecond: Number.POSITIVE_INFINITY };
  });
}

async function measure(
  stage: Stage,
  drainMs: number,
  drive: (send: (n: number) => void) => Promise<{ sent: number; perSecond: number }>,
): Promise<Outcome> {
  const { fleet, consoles, world } = stage;
  await consoles.reset();
  const sentAt = new Map<string, number>();
  const receipts: Receipt[] = [];
  const resentBefore = fleet.counts().resent;
  const { profileDir } = world;
  if (profileDir !== null) await world.withDb(resetStatements);
  const usage = startUsage(world);
  const commitsBefore = await world.withDb(countTransactions);
  const { sent, perSecond } = await drive((n) => {
    const id = v7();
    sentAt.set(id, monotonicMs());
    fleet
      .at(n)
      .sendDetection({ id, kind: n % 2 === 0 ? 'button' : 'scream' })
      .then(
        (receipt) => receipts.push(receipt),
        () => {},
      );
  });
  await waitUntil(() => consoles.complete() >= sent && fleet.pending() === 0, {
    withinMs: drainMs,
    everyMs: 20,
  });
  const processor = usage(sent);
  const ids = [...sentAt.keys()];
  if (profileDir !== null) {
    const title = `${sent} detections, ${Math.round(perSecond)} a second`;
    await world.withDb((db) => saveStatements(db, profileDir, title));
  }
  const commits = (await world.withDb(countTransactions)) - commitsBefore;
  const kept = await world.withDb((db) => checkKept(db, ids));
  const seen = readArrivals(sentAt, await consoles.collect(), consoles.count);
  return {
    sent,
    perSecond: Number.isFinite(perSecond) ? Math.round(perSecond) : sent,
    alarm: spreadOf(seen.latencies),
    totalMs: roundMs(seen.totalMs) ?? 0,
    puback: spreadOf(receipts.flatMap((r) => (r.pubackAt === null ? [] : r.pubackAt - r.sentAt))),
    ack: spreadOf(receipts.map((r) => r.ackAt - r.sentAt)),
    lost: new Set([...kept.missing, ...seen.missing]).size,
    doubled: new Set([...kept.doubled, ...seen.doubled]).size,
    withoutFirstTier: kept.withoutFirstTier.length,
    resent: fleet.counts().resent - resentBefore,
    processorMs: processor,
    transactions: Math.round((commits / Math.max(1, sent)) * 10) / 10,
    ids,
  };
}

function readArrivals(
  sentAt: ReadonlyMap<string, number>,
  { arrivals, doubled }: Collected,
  consoles: number,
) {
  const latencies: number[] = [];
  const missing: string[] = [];
  let firstAt = Number.POSITIVE_INFINITY;
  let lastAt = 0;
  for (const [id, at] of sentAt) {
    firstAt = Math.min(firstAt, at);
    const times = [...(arrivals.get(id) ?? [])].filter((time) => time > 0);
    if (times.length < consoles) missing.push(id);
    for (const time of times) {
      latencies.push(time - at);
      lastAt = Math.max(lastAt, time);
    }
  }
  return { latencies, missing, doubled, totalMs: Math.max(0, lastAt - firstAt) };
}

/** Processor time of server, database and ourselves from now until it is called. */
function startUsage(world: World): (detections: number) => Outcome['processorMs'] {
  const read = () => {
    const { server, database } = world.processes();
    const [ofServer, ofDatabase] = [processorMs(server), processorMs(database)];
    return { server: ofServer, database: ofDatabase, bench: processorMs([process.pid]) };
  };
  const before = read();
  return (detections) => {
    const after = read();
    const each = (name: 'server' | 'database' | 'bench') =>
      roundMs((after[name] - before[name]) / Math.max(1, detections)) ?? 0;
    return { server: each('server'), database: each('database'), bench: each('bench') };
  };
}
