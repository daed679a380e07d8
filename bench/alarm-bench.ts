import type { BenchSeed } from '@anyuan/server/seed/seed-for-bench.ts';
import { openConsoles } from './consoles.ts';
import { settle, tierLateness } from './database.ts';
import { type FloorSample, measureFloor } from './floor.ts';
import { connectFleet } from './load.ts';
import { type Outcome, runBurst, runLoad, type Stage } from './phases.ts';
import { proportionalBytes, residentBytes } from './process-tree.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { BrokerKind, World } from './world.ts';

export interface AlarmBenchOptions {
  seconds: number;
  ratePerSec: number;
  terminals: number;
  consoles: number;
  brokers: readonly BrokerKind[];
  burst: number;
  burstRounds: number;
  /** Rates tried one after the other until one fails. */
  levels: readonly number[];
  levelSeconds: number;
  /** Terminals connected to weigh one. */
  weighed: number;
  floorCount: number;
  idleSeconds: number;
  phases: ReadonlySet<Phase>;
  say(text: string): void;
}

export const phases = ['memory', 'load', 'burst', 'rate'] as const;
export type Phase = (typeof phases)[number];

export interface StartFigures {
  firstStartMs: number;
  warmStartMs: number;
  /** Server and database, resident, nothing connected; null when not asked for. */
  idleMb: number | null;
  terminalKib: number | null;
}

export interface BrokerFigures {
  broker: BrokerKind;
  floor: { total: Spread; publish: Spread; commit: Spread; frame: Spread };
  load: Outcome | null;
  lateness: Spread | null;
  bursts: Outcome[];
  /** Of the second tier of the last burst: everything at once is due at once again. */
  burstLateness: Spread | null;
  levels: { ratePerSec: number; outcome: Outcome; passed: boolean }[];
  highestPerSecond: number | null;
}

export interface AlarmFigures {
  start: StartFigures;
  brokers: BrokerFigures[];
}

const highestP99Ms = 1_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The whole measurement on a world that has not been started. */
export async function benchAlarm(world: World, options: AlarmBenchOptions): Promise<AlarmFigures> {
  const { say } = options;
  say('首次启动 / first start');
  const firstStartMs = await world.start('embedded');
  const count = Math.max(options.terminals, options.weighed) + 1;
  const seed = await world.seed({
    terminals: count,
    schools: Math.ceil(count / 50),
    consoles: options.consoles,
  });
  if (world.profileDir !== null) world.countStatements();
  await world.stopServer();
  say('再次启动 / warm start');
  const warmStartMs = await world.start('embedded');
  const memory = options.phases.has('memory') ? await weigh(world, seed, options) : null;
  await world.stopServer();
  const brokers: BrokerFigures[] = [];
  for (const broker of options.brokers) {
    await world.start(broker);
    brokers.push(await benchBroker(world, broker, seed, options));
    await world.stopServer();
  }
  return {
    start: {
      firstStartMs,
      warmStartMs,
      idleMb: memory?.idleMb ?? null,
      terminalKib: memory?.terminalKib ?? null,
    },
    brokers,
  };
}

/** Memory of a server that has nothing to do, and what one connected terminal adds to it. */
async function weigh(world: World, seed: BenchSeed, options: AlarmBenchOptions) {
  options.say('空闲内存 / idle memory');
  await pause(options.idleSeconds * 1000);
  const { server, database } = world.processes();
  const idleBytes = proportionalBytes([...server, ...database]);
  options.say(`每终端内存 / memory per terminal (${options.weighed})`);
  // The first ones only warm it up: the heap takes its room in large steps, whoever comes first.
  const first = Math.ceil(options.weighed / 5);
  const fleets = [await connectSome(world, seed.terminals.slice(0, first))];
  const before = residentBytes(world.serverPid());
  fleets.push(await connectSome(world, seed.terminals.slice(first, options.weighed)));
  const bytes = residentBytes(world.serverPid()) - before;
  await Promise.all(fleets.map((fleet) => fleet.stop()));
  const terminalKib = bytes / 1024 / (options.weighed - first);
  return { idleMb: idleBytes / 1024 ** 2, terminalKib };
}

/** Connects and waits: their presence is written once a second, after that nothing goes on. */
async function connectSome(world: World, credentials: BenchSeed['terminals']) {
  const fleet = await connectFleet({ url: world.mqttUrl, credentials });
  await pause(20_000);
  return fleet;
}

async function benchBroker(
  world: World,
  broker: BrokerKind,
  seed: BenchSeed,
  options: AlarmBenchOptions,
): Promise<BrokerFigures> {
  options.say(`[${broker}] ${options.terminals} terminals, ${options.consoles} consoles`);
  const credentials = seed.terminals.slice(0, options.terminals);
  const fleet = await connectFleet({ url: world.mqttUrl, credentials });
  const consoles = await openConsoles(world.url, seed.consoles);
  const stage: Stage = { world, fleet, consoles };
  try {
    await world.withDb(settle);
    options.say(`[${broker}] 预热 / warm-up`);
    await runLoad(stage, { ratePerSec: options.ratePerSec, seconds: 5 });
    const floors: FloorSample[] = [];
    const floor = async () => {
      options.say(`[${broker}] 本机下限 / floor of this machine`);
      const credential = seed.terminals.at(-1) as BenchSeed['terminals'][number];
      const { floorCount: count, ratePerSec } = options;
      floors.push(...(await measureFloor({ world, credential, ratePerSec, count })));
    };
    // Before and after: neighbours on the machine come and go.
    await floor();
    const paced = options.phases.has('load') ? await benchLoad(stage, options) : null;
    if (paced) await floor();
    return {
      broker,
      floor: {
        total: spreadOf(floors.map((f) => f.total)),
        publish: spreadOf(floors.map((f) => f.publish)),
        commit: spreadOf(floors.map((f) => f.commit)),
        frame: spreadOf(floors.map((f) => f.frame)),
      },
      load: paced?.load ?? null,
      lateness: paced?.lateness ?? null,
      ...(options.phases.has('burst')
        ? await benchBursts(stage, options)
        : { bursts: [], burstLateness: null }),
      ...(options.phases.has('rate')
        ? await benchRate(stage, options)
        : { levels: [], highestPerSecond: null }),
    };
  } finally {
    await consoles.stop();
    await fleet.stop();
  }
}

async function benchLoad(stage: Stage, options: AlarmBenchOptions) {
  const { ratePerSec, seconds } = options;
  options.say(`${ratePerSec}/s, ${seconds} s`);
  const load = await runLoad(stage, { ratePerSec, seconds });
  const late = await stage.world.withDb((db) => tierLateness(db, load.ids));
  return { load, lateness: spreadOf(late) };
}

/** The shipped second tier comes after 20 s; then it has some seconds to be called. */
const secondTierMs = 26_000;

async function benchBursts(stage: Stage, options: AlarmBenchOptions) {
  const bursts: Outcome[] = [];
  for (let round = 0; round < options.burstRounds; round++) {
    options.say(`同时 ${options.burst} 起 / ${options.burst} at once`);
    bursts.push(await runBurst(stage, options.burst));
  }
  await pause(secondTierMs);
  const ids = bursts.at(-1)?.ids ?? [];
  const late = await stage.world.withDb((db) => tierLateness(db, ids));
  return { bursts, burstLateness: spreadOf(late) };
}

/** Up the levels until one fails twice. */
async function benchRate(stage: Stage, options: AlarmBenchOptions) {
  const levels: BrokerFigures['levels'] = [];
  let highestPerSecond: number | null = null;
  for (const ratePerSec of options.levels) {
    let passed = false;
    for (let attempt = 0; attempt < 2 && !passed; attempt++) {
      options.say(`${ratePerSec}/s, ${options.levelSeconds} s`);
      const outcome = await runLoad(stage, { ratePerSec, seconds: options.levelSeconds });
      passed = keepsUp(outcome, ratePerSec);
      levels.push({ ratePerSec, outcome, passed });
      if (passed) highestPerSecond = Math.max(highestPerSecond ?? 0, outcome.perSecond);
    }
    if (!passed) break;
  }
  return { levels, highestPerSecond };
}

/** Reached the rate, lost nothing, and 99 of 100 frames came within the second. */
function keepsUp(outcome: Outcome, ratePerSec: number): boolean {
  const isOffered = outcome.perSecond >= ratePerSec * 0.95;
  const isQuick = outcome.alarm.p99 !== null && outcome.alarm.p99 < highestP99Ms;
  return isOffered && isQuick && outcome.lost === 0 && outcome.doubled === 0;
}

/** The round in the middle by its 99th percentile. */
export function medianBurst(bursts: readonly Outcome[]): Outcome | null {
  const sorted = bursts.toSorted((a, b) => (a.alarm.p99 ?? 0) - (b.alarm.p99 ?? 0));
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
