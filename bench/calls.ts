import type { BenchSeed } from '@anyuan/server/seed/seed-for-bench.ts';
import { v7 } from 'uuid';
import { type Providers, startProviders } from './calls-providers.ts';
import { enableChannels, seedCalled, seedQuickPlan } from './calls-seed.ts';
import { settle, tierLateness } from './database.ts';
import { connectFleet, type Fleet, waitUntil } from './load.ts';
import { type Spread, spreadOf } from './statistics.ts';
import type { World } from './world.ts';

export interface CallsOptions {
  /** Alarms of the first phases, each at a school of its own. */
  rounds: number;
  /** In the first tier of each alarm. */
  people: number;
  /** Alarms open at once in the last phase. */
  open: number;
  say(text: string): void;
}

/** Commit to the moment a provider has the message, per channel, ms. */
export interface Handed {
  channels: Record<string, Spread>;
  /** Of all channels that have nothing wrong with them. */
  all: Spread;
  /** Commit to the last message of such a channel, per alarm. */
  last: Spread;
  /** Messages that such a channel did not hand over in time to be counted. */
  missing: number;
}

export interface CallsFigures {
  /** The same messages posted by a bare program to a provider that answers at once. */
  floor: Spread;
  well: Handed;
  /** One provider takes everything and never answers, another one needs two seconds each. */
  troubled: Handed & { dead: string; slow: string };
  tiers: { late: Spread; steps: number; expected: number };
}

const dead = 'aliyunVoice';
const slow = 'wechatTemplate';
const tierCount = 5;
const tierSec = 4;
/** Longer than any channel that works may take. */
const patienceMs = 15_000;

export async function benchCalls(world: World, options: CallsOptions): Promise<CallsFigures> {
  const { rounds, people, open, say } = options;
  await world.start('embedded');
  const tierSchools = Math.max(1, Math.ceil(open / 50));
  const schools = rounds + tierSchools;
  const seed = await world.seed({ terminals: schools * 50, schools, consoles: 1 });
  const called = { ...seed, schoolIds: seed.schoolIds.slice(0, rounds) };
  const reached = await world.withDb((db) => seedCalled(db, called, people));
  const providers = await startProviders(reached);
  await world.withDb(async (db) => {
    await enableChannels(db, providers.settings);
    await seedQuickPlan(db, seed.schoolIds.slice(rounds));
  });
  // What is held in memory is read at the start.
  await world.stopServer();
  await world.start('embedded');
  const fleet = await connectFleet({ url: world.mqttUrl, credentials: seed.terminals });
  const stage: Stage = { world, seed, fleet, providers, options };
  try {
    say('预热 / warm-up');
    await handed(stage, { rounds: 1, wrong: [] });
    await pause(61_000);
    const floor = await measureFloor(providers, people);
    say(`${rounds} 起，每起 ${people} 人 / alarms, people each`);
    const well = await handed(stage, { rounds, wrong: [] });
    say(`${dead} 不答，${slow} 慢 / dead, slow`);
    providers.peer(dead).behave('hang');
    providers.peer(slow).behave('slow');
    const troubled = { ...(await handed(stage, { rounds, wrong: [dead, slow] })), dead, slow };
    for (const kind of [dead, slow]) providers.peer(kind).behave('well');
    say(`${open} 起各 ${tierCount} 个梯队 / alarms of five tiers`);
    return { floor, well, troubled, tiers: await benchTiers(stage) };
  } finally {
    await fleet.stop();
    await providers.stop();
  }
}

interface Stage {
  world: World;
  seed: BenchSeed;
  fleet: Fleet;
  providers: Providers;
  options: CallsOptions;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** One alarm after the other, each at another school: nobody gets more than a person takes alone. */
async function handed(
  stage: Stage,
  how: { rounds: number; wrong: readonly string[] },
): Promise<Handed> {
  const { world, providers, options } = stage;
  const right = providers.kinds.filter((kind) => !how.wrong.includes(kind));
  const times = new Map<string, number[]>(providers.kinds.map((kind) => [kind, []]));
  const last: number[] = [];
  let missing = 0;
  await world.withDb(settle);
  for (let round = 0; round < how.rounds; round++) {
    providers.forget();
    const committedAt = await raise(stage, round);
    const isDone = () => right.every((k) => providers.messages(k).length >= options.people);
    await waitUntil(isDone, { withinMs: patienceMs, everyMs: 10 });
    for (const kind of providers.kinds) {
      const late = providers.messages(kind).map((hit) => hit.at - committedAt);
      times.get(kind)?.push(...late);
    }
    const mine = right.map((k) => providers.messages(k).map((hit) => hit.at - committedAt));
    last.push(Math.max(...mine.flat()));
    missing += mine.reduce((sum, m) => sum + Math.max(0, options.people - m.length), 0);
    await world.withDb(settle);
  }
  return {
    channels: Object.fromEntries([...times].map(([kind, values]) => [kind, spreadOf(values)])),
    all: spreadOf(right.flatMap((kind) => times.get(kind) ?? [])),
    last: spreadOf(last),
    missing,
  };
}

/** Presses the button of a terminal of this school; the time of the commit, epoch ms. */
async function raise({ world, fleet, seed }: Stage, school: number): Promise<number> {
  const n = seed.terminals.findIndex((t) => t.schoolId === seed.schoolIds[school]);
  const id = v7();
  await fleet.at(n).sendDetection({ id, kind: 'button' });
  return world.withDb(async ({ pool }) => {
    const { rows } = await pool.query('select t2 from alarm where detection_ids @> $1', [[id]]);
    return rows[0].t2;
  });
}

/** What as many posts cost at the least, from the first one to each answer. */
async function measureFloor(providers: Providers, people: number): Promise<Spread> {
  const beganAt = performance.now();
  const took: number[] = [];
  await Promise.all(
    providers.kinds.flatMap((kind) =>
      Array.from({ length: people }, async () => {
        const reply = await fetch(providers.peer(kind).url, {
          method: 'POST',
          body: 'x'.repeat(600),
        });
        await reply.arrayBuffer();
        took.push(performance.now() - beganAt);
      }),
    ),
  );
  return spreadOf(took);
}

/** All at once, nobody answers: each of five tiers must come in its second. */
async function benchTiers(stage: Stage): Promise<CallsFigures['tiers']> {
  const { world, fleet, seed, options } = stage;
  await world.withDb(settle);
  const schools = new Set(seed.schoolIds.slice(options.rounds));
  const places = seed.terminals.flatMap((t, n) => (schools.has(t.schoolId) ? [n] : []));
  const ids = Array.from({ length: options.open }, () => v7());
  await Promise.all(
    ids.map((id, i) =>
      fleet.at(places[i % places.length] ?? 0).sendDetection({ id, kind: 'button' }),
    ),
  );
  await pause(((tierCount - 1) * tierSec + 3) * 1000);
  const late = await world.withDb((db) => tierLateness(db, ids));
  await world.withDb(settle);
  return { late: spreadOf(late), steps: late.length, expected: options.open * (tierCount - 1) };
}
