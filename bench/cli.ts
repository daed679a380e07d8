import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AlarmBenchOptions, benchAlarm, phases } from './alarm-bench.ts';
import { benchCalls } from './calls.ts';
import { detailsOfCalls, rowsOfCalls } from './calls-report.ts';
import { flagsOrExit } from './flags.ts';
import { benchKill } from './kill.ts';
import { hasMosquitto } from './mosquitto.ts';
import { details, machine, rowsOf, table, toJson } from './report.ts';
import { type BrokerKind, withWorld } from './world.ts';

const usage = `用法 / usage: bin/anyuan bench alarm [...]   bin/anyuan bench calls [...]   bin/anyuan bench kill [...]   (--help)

alarm  报警时延、突发、最高速率、内存，与本机下限比较 / latency, burst, highest rate, memory, against this machine's floor
calls  受理到消息交给各渠道，含不答与缓慢的服务商；五个梯队的延迟 / from the commit to every channel, with a dead and a slow provider; lateness of five tiers
kill   反复 kill -9 服务器，核对一起不丢、一起不重 / kill -9 again and again: nothing lost, nothing doubled`;

const alarmUsage = `用法 / usage: bin/anyuan bench alarm [...]
在临时目录启动自己的服务器，结束后全部删除 / starts a server of its own in a temporary folder and removes all of it`;

const alarmFlags = {
  seconds: { kind: 'number', min: 5, max: 3_600, fallback: 60, zh: '持续秒数', en: 'of the load' },
  rate: { kind: 'number', min: 1, max: 5_000, fallback: 50, zh: '每秒报警', en: 'alarms a second' },
  terminals: { kind: 'number', min: 1, max: 9_000, fallback: 1_000, zh: '终端', en: 'terminals' },
  consoles: { kind: 'number', min: 1, max: 200, fallback: 10, zh: '控制台', en: 'consoles' },
  broker: {
    kind: 'choice',
    choices: ['embedded', 'mosquitto', 'both'],
    fallback: 'both',
    zh: '消息服务',
    en: 'broker',
  },
  phases: {
    kind: 'text',
    fallback: phases.join(','),
    value: 'LIST',
    zh: '测量项目',
    en: 'what to measure',
  },
  quick: { kind: 'switch', zh: '缩短各项', en: 'everything shorter, for a first look' },
  profile: {
    kind: 'text',
    fallback: null,
    value: 'DIR',
    zh: '服务器 CPU 剖析文件写入此目录',
    en: 'write CPU profiles of the server there',
  },
  json: { kind: 'switch', zh: '以 JSON 输出', en: 'print JSON' },
  save: {
    kind: 'switch',
    zh: '写入 bench/results/alarm.md',
    en: 'keep the table in the repository',
  },
} as const;

const callsUsage = `用法 / usage: bin/anyuan bench calls [...]
本机服务商逐一核对签名；自带服务器，结束后全部删除 / local providers check every signature; a server of its own, removed at the end`;

const callsFlags = {
  rounds: { kind: 'number', min: 1, max: 50, fallback: 10, zh: '报警起数', en: 'alarms per phase' },
  people: { kind: 'number', min: 1, max: 500, fallback: 100, zh: '每起人数', en: 'people of each' },
  open: { kind: 'number', min: 1, max: 2_000, fallback: 200, zh: '同时未结', en: 'open at once' },
  profile: alarmFlags.profile,
  json: { kind: 'switch', zh: '以 JSON 输出', en: 'print JSON' },
  save: {
    kind: 'switch',
    zh: '写入 bench/results/calls.md',
    en: 'keep the table in the repository',
  },
} as const;

const killUsage = `用法 / usage: bin/anyuan bench kill [...]
负载中 kill -9 服务器并重启，核对已确认的报警一起不少、一起不重、继续升级
kill -9 under load, restart, and check: every acknowledged alarm is there, once, on every console, and goes on escalating`;

const killFlags = {
  cycles: { kind: 'number', min: 1, max: 1_000, fallback: 30, zh: '次数', en: 'kills' },
  rate: { kind: 'number', min: 1, max: 2_000, fallback: 50, zh: '每秒报警', en: 'alarms a second' },
  terminals: { kind: 'number', min: 1, max: 9_000, fallback: 1_000, zh: '终端', en: 'terminals' },
  consoles: { kind: 'number', min: 1, max: 50, fallback: 3, zh: '控制台', en: 'consoles' },
  broker: {
    kind: 'choice',
    choices: ['embedded', 'mosquitto'],
    fallback: 'embedded',
    zh: '消息服务',
    en: 'broker',
  },
  seed: {
    kind: 'number',
    min: 0,
    max: 4_294_967_295,
    fallback: null,
    zh: '随机种子（重现用）',
    en: 'of the random moments, to repeat a run',
  },
  json: { kind: 'switch', zh: '以 JSON 输出', en: 'print JSON' },
} as const;

const resultsDir = new URL('./results/', import.meta.url);

function refuse(text: string): never {
  console.error(text);
  process.exit(2);
}

function brokersOf(wanted: 'embedded' | 'mosquitto' | 'both'): BrokerKind[] {
  if (wanted !== 'embedded' && !hasMosquitto) {
    const advice = '没有找到 mosquitto / not found: apt install mosquitto';
    if (wanted === 'mosquitto') refuse(`${advice}, --broker embedded`);
    console.error(`${advice}; 只测内置 / embedded only`);
    return ['embedded'];
  }
  return wanted === 'both' ? ['embedded', 'mosquitto'] : [wanted];
}

function phasesOf(text: string): AlarmBenchOptions['phases'] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.filter((word) => !phases.some((phase) => phase === word));
  if (wrong.length > 0) {
    refuse(`--phases 只能含 / may hold ${phases.join(',')}：${wrong.join(',')}`);
  }
  return new Set(phases.filter((phase) => words.includes(phase)));
}

async function alarm(words: readonly string[]): Promise<void> {
  const values = flagsOrExit(alarmFlags, words, alarmUsage);
  const { quick } = values;
  const options: AlarmBenchOptions = {
    seconds: quick ? Math.min(values.seconds, 25) : values.seconds,
    ratePerSec: values.rate,
    terminals: quick ? Math.min(values.terminals, 200) : values.terminals,
    consoles: values.consoles,
    brokers: brokersOf(values.broker),
    burst: quick ? 200 : 1_000,
    burstRounds: quick ? 1 : 3,
    // A little above what is to be reached: the load comes out a few alarms a second lower.
    levels: quick
      ? [500, 1_000]
      : [500, 1_000, 2_000, 3_050, 3_500, 4_000, 4_500, 5_050, 5_500, 6_000],
    levelSeconds: quick ? 2 : 5,
    weighed: quick ? 200 : 5_000,
    floorCount: quick ? 100 : 500,
    idleSeconds: quick ? 3 : 10,
    phases: phasesOf(values.phases),
    say: (text) => console.error(`  ${text}`),
  };
  const world = values.profile === null ? {} : { profileDir: values.profile };
  const figures = await withWorld(world, (started) => benchAlarm(started, options));
  const text = `${machine()}\n\n${table(rowsOf(figures))}`;
  if (values.json) console.log(JSON.stringify(toJson(figures)));
  else console.log(`\n${text}\n\n${details(figures)}`);
  if (values.save) save('alarm', words, text, details(figures));
}

/** Keeps a table in the repository, with the flags that it was made with. */
function save(name: string, words: readonly string[], text: string, more: string): void {
  mkdirSync(fileURLToPath(resultsDir), { recursive: true });
  const flagText = words.filter((word) => word !== '--save' && word !== '--json').join(' ');
  const title = `# bin/anyuan bench ${name} ${flagText}`.trim();
  const file = fileURLToPath(new URL(`${name}.md`, resultsDir));
  writeFileSync(file, `${title}\n\n${text}\n\n\`\`\`\n${more}\n\`\`\`\n`);
}

async function calls(words: readonly string[]): Promise<void> {
  const values = flagsOrExit(callsFlags, words, callsUsage);
  const { rounds, people, open } = values;
  const say = (text: string) => console.error(`  ${text}`);
  const world = values.profile === null ? {} : { profileDir: values.profile };
  const figures = await withWorld(world, (started) =>
    benchCalls(started, { rounds, people, open, say }),
  );
  const text = `${machine()}\n\n${table(rowsOfCalls(figures))}`;
  if (values.json) console.log(JSON.stringify(figures));
  else console.log(`\n${text}\n\n${detailsOfCalls(figures)}`);
  if (values.save) save('calls', words, text, detailsOfCalls(figures));
}

async function kill(words: readonly string[]): Promise<void> {
  const values = flagsOrExit(killFlags, words, killUsage);
  brokersOf(values.broker);
  const seed = values.seed ?? randomInt(2 ** 32 - 1);
  console.error(`  --seed ${seed}`);
  const figures = await withWorld({}, (world) =>
    benchKill(world, {
      ...values,
      ratePerSec: values.rate,
      seed,
      burstEvery: 3,
      burst: { min: 300, max: 1_000 },
      tierSec: null,
      say: (text) => console.error(`  ${text}`),
    }),
  );
  const { cycles, ...sums } = figures;
  if (values.json) console.log(JSON.stringify(figures));
  else console.log(`${cycles.length} x kill -9: ${JSON.stringify(sums)}`);
  process.exitCode = figures.ok ? 0 : 1;
}

async function main([name, ...words]: string[]): Promise<void> {
  if (name === 'alarm') return alarm(words);
  if (name === 'calls') return calls(words);
  if (name === 'kill') return kill(words);
  if (name === '--help' || name === undefined) {
    console.log(usage);
    process.exit(name === undefined ? 2 : 0);
  }
  refuse(`没有这项测量 / no such bench: ${name}\n\n${usage}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
