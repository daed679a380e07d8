import { v7 } from 'uuid';
import {
  closeOld,
  type Faults,
  type FaultsFound,
  findFaults,
  findNotEscalated,
} from './kill-checks.ts';
import { openWitnesses, type Witnesses } from './kill-world.ts';
import { pace, waitUntil } from './load.ts';
import { seededRandom } from './statistics.ts';
import type { BrokerKind, World } from './world.ts';

export interface KillOptions {
  cycles: number;
  ratePerSec: number;
  terminals: number;
  consoles: number;
  broker: BrokerKind;
  seed: number;
  /** Every this many cycles the kill falls into a burst. */
  burstEvery: number;
  burst: { min: number; max: number };
  /** Tier times for a short run; null keeps the shipped plan. */
  tierSec: number | null;
  say(text: string): void;
}

export interface Cycle extends FaultsFound {
  cycle: number;
  killedAfterMs: number;
  burst: number;
  sent: number;
  /** By the application, of all sent so far. */
  acknowledged: number;
  /** Still waiting when the server was killed: these are what a lesser chain loses. */
  pendingAtKill: number;
  resent: number;
  readyMs: number;
}

export interface KillFigures extends Faults {
  seed: number;
  cycles: Cycle[];
  sent: number;
  acknowledged: number;
  notEscalated: number;
  ok: boolean;
}

/** Later than any wait of the plan, with room for a busy machine. */
const shippedLongestWaitMs = 30_000;
const escalationGraceMs = 10_000;

/** kill -9 again and again under load, and after each the question: is everything there, once? */
export async function benchKill(world: World, options: KillOptions): Promise<KillFigures> {
  const witnesses = await openWitnesses(world, options);
  const random = seededRandom(options.seed);
  const cycles: Cycle[] = [];
  let notEscalated = 0;
  const longestWaitMs = options.tierSec === null ? shippedLongestWaitMs : options.tierSec * 1000;
  const patienceMs = longestWaitMs + escalationGraceMs;
  try {
    for (let n = 1; n <= options.cycles; n++) {
      const cycle = await runCycle(world, witnesses, { n, random, options });
      cycles.push(cycle);
      options.say(describeCycle(cycle));
      // What was raised long ago must have been called since; then it may go, so that it is bounded.
      const old = Date.now() - 2 * patienceMs;
      notEscalated += await findNotEscalated(world, { restartedAt: 0, raisedBefore: old });
      await closeOld(world, old);
    }
    const restartedAt = Date.now();
    options.say(`再等 ${longestWaitMs / 1000} 秒看是否继续升级 / waiting for further escalation`);
    const raisedBefore = restartedAt;
    let left = 0;
    await waitUntil(
      async () => {
        left = await findNotEscalated(world, { restartedAt, raisedBefore });
        return left === 0;
      },
      { withinMs: patienceMs, everyMs: 500 },
    );
    notEscalated += left;
    const last = await findFaults(world, witnesses);
    return summary(cycles, last, { notEscalated, witnesses, seed: options.seed });
  } finally {
    await witnesses.stop();
  }
}

async function runCycle(
  world: World,
  witnesses: Witnesses,
  run: { n: number; random: () => number; options: KillOptions },
): Promise<Cycle> {
  const { n, random, options } = run;
  const { fleet, consoles } = witnesses;
  const sentBefore = witnesses.sent.size;
  const resentBefore = fleet.counts().resent;
  const isBurst = n % options.burstEvery === 0;
  const { min, max } = options.burst;
  const burst = isBurst ? min + Math.floor(random() * (max - min + 1)) : 0;
  const killAfterMs = Math.round(isBurst ? 500 + random() * 300 : 500 + random() * 1_500);

  let isOver = false;
  const load = pace({
    ratePerSec: options.ratePerSec,
    seconds: 600,
    send: (i) => send(witnesses, i),
    isOver: () => isOver,
  });
  await pause(killAfterMs);
  // The kill falls somewhere into the burst: the later it is, the more of it is half done.
  if (isBurst) for (let i = 0; i < burst; i++) send(witnesses, i);
  if (isBurst) await pause(random() * 250);
  const pendingAtKill = fleet.pending();
  await world.kill();
  // The children press their buttons whether or not a server runs.
  await pause(300);
  isOver = true;
  await load;
  const readyMs = await world.start(options.broker);
  await waitUntil(() => fleet.pending() === 0, { withinMs: 60_000 });
  await waitUntil(() => consoles.every((c) => c.isCurrent()), { withinMs: 30_000 });
  let faults = await findFaults(world, witnesses);
  await waitUntil(
    async () => {
      // A frame may still be on its way to a console; a fault is what stays.
      faults = await findFaults(world, witnesses);
      return faults.notOnConsole + faults.silent + faults.lost === 0;
    },
    { withinMs: 15_000, everyMs: 300 },
  );
  return {
    cycle: n,
    killedAfterMs: killAfterMs,
    burst,
    sent: witnesses.sent.size - sentBefore,
    acknowledged: witnesses.acknowledged.size,
    pendingAtKill,
    resent: fleet.counts().resent - resentBefore,
    readyMs: Math.round(readyMs),
    ...faults,
    lost: faults.lost + fleet.pending(),
  };
}

function send({ fleet, sent }: Witnesses, n: number): void {
  const id = v7();
  sent.add(id);
  // Every alarm is settled or still pending at the end, and both are counted.
  fleet
    .at(n)
    .sendDetection({ id, kind: n % 2 === 0 ? 'button' : 'scream' })
    .catch(() => {});
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function summary(
  cycles: Cycle[],
  last: Faults,
  rest: { notEscalated: number; witnesses: Witnesses; seed: number },
): KillFigures {
  const { witnesses, notEscalated } = rest;
  const worst = (key: keyof Faults) => Math.max(last[key], ...cycles.map((c) => c[key]));
  const faults: Faults = {
    lost: worst('lost'),
    doubled: worst('doubled'),
    withoutFirstTier: worst('withoutFirstTier'),
    notOnConsole: worst('notOnConsole'),
    silent: worst('silent'),
  };
  return {
    seed: rest.seed,
    ...faults,
    sent: witnesses.sent.size,
    acknowledged: witnesses.acknowledged.size,
    notEscalated,
    ok:
      Object.values(faults).every((n) => n === 0) &&
      notEscalated === 0 &&
      witnesses.acknowledged.size === witnesses.sent.size,
    cycles,
  };
}

function describeCycle(c: Cycle): string {
  return [
    `#${c.cycle}`.padEnd(4),
    `kill -9 after ${c.killedAfterMs} ms${c.burst > 0 ? ` in a burst of ${c.burst}` : ''}:`,
    `sent ${c.sent}, waiting at the kill ${c.pendingAtKill}, re-sent ${c.resent},`,
    `ready again ${c.readyMs} ms, acknowledged so far ${c.acknowledged};`,
    `lost ${c.lost}, doubled ${c.doubled}, without first tier ${c.withoutFirstTier},`,
    `not on a console ${c.notOnConsole}, silent ${c.silent}, step latest by ${c.latestMs} ms`,
  ].join(' ');
}
