import { alarmKinds } from '@anyuan/contracts/detection.ts';
import type { Receipt } from '@anyuan/testkit/virtual-terminal.ts';
import { flagsOrExit } from './flags.ts';
import { connectFleet, type Fleet, pace, waitUntil } from './load.ts';
import { findCredentials, type Simulated } from './simulate-credentials.ts';
import { spreadOf } from './statistics.ts';

const usage = `用法 / usage: bin/anyuan simulate --terminals N --alarms-per-second R --seconds S [--server URL] [--json]

终端凭据来源 / where the terminals' credentials come from:
  默认 default        演示服务器（同一台机器）自动登记 / enrols at a demonstration server on this machine
  --data DIR          在服务器的数据库中建立压测学校 / makes bench schools in the database of that data folder
  --credentials FILE  JSON：{"mqttUrl":"mqtt://…","terminals":[{"terminalId":"…","secret":"…"}]}`;

const flags = {
  terminals: { kind: 'number', min: 1, max: 20_000, fallback: 10, zh: '终端数', en: 'terminals' },
  'alarms-per-second': {
    kind: 'number',
    min: 0,
    max: 20_000,
    fallback: 1,
    zh: '每秒报警数',
    en: 'alarms a second, over all terminals',
  },
  seconds: { kind: 'number', min: 1, max: 86_400, fallback: 10, zh: '持续秒数', en: 'how long' },
  server: {
    kind: 'text',
    fallback: 'http://127.0.0.1:8080',
    value: 'URL',
    zh: '服务器地址',
    en: 'the server',
  },
  'mqtt-url': {
    kind: 'text',
    fallback: null,
    value: 'URL',
    zh: '消息服务地址（默认由服务器告知，或服务器主机的 1883 端口）',
    en: 'broker; else as the server says, or port 1883 of its host',
  },
  data: { kind: 'text', fallback: null, value: 'DIR', zh: '服务器数据目录', en: 'its data folder' },
  credentials: { kind: 'text', fallback: null, value: 'FILE', zh: '凭据文件', en: 'JSON file' },
  'alarm-kind': {
    kind: 'choice',
    choices: alarmKinds,
    fallback: 'test',
    zh: '报警性质',
    en: 'how the alarms are marked',
  },
  json: { kind: 'switch', zh: '以 JSON 输出', en: 'print JSON' },
} as const;

const connectWithinMs = 60_000;
const drainWithinMs = 30_000;

interface Outcome {
  sent: number;
  perSecond: number;
  receipts: Receipt[];
  unacknowledged: number;
}

async function drive(
  fleet: Fleet,
  load: { ratePerSec: number; seconds: number; alarmKind: (typeof alarmKinds)[number] },
): Promise<Outcome> {
  const receipts: Receipt[] = [];
  const { sent, perSecond } = await pace({
    ...load,
    send(n) {
      const kind = n % 2 === 0 ? 'button' : 'scream';
      fleet
        .at(n)
        .sendDetection({ kind, alarmKind: load.alarmKind })
        // A refusal is counted by the terminal.
        .then(
          (receipt) => receipts.push(receipt),
          () => {},
        );
    },
  });
  if (sent === 0) await new Promise((resolve) => setTimeout(resolve, load.seconds * 1000));
  await waitUntil(() => fleet.pending() === 0, { withinMs: drainWithinMs });
  return { sent, perSecond, receipts, unacknowledged: fleet.pending() };
}

function resultOf(fleet: Fleet, outcome: Outcome) {
  const { receipts } = outcome;
  const counts = fleet.counts();
  return {
    terminals: fleet.terminals.length,
    sent: outcome.sent,
    perSecond: Math.round(outcome.perSecond * 10) / 10,
    acknowledged: receipts.length,
    /** Not acknowledged half a minute after the end; a real terminal would go on trying. */
    lost: outcome.unacknowledged,
    refused: counts.refused,
    resent: counts.resent,
    connectionErrors: counts.connectionErrors,
    puback: spreadOf(receipts.flatMap((r) => (r.pubackAt === null ? [] : r.pubackAt - r.sentAt))),
    ack: spreadOf(receipts.map((r) => r.ackAt - r.sentAt)),
  };
}

function describe(result: ReturnType<typeof resultOf>): string {
  const line = (s: { p50: number | null; p99: number | null; max: number | null }) =>
    `p50 ${s.p50 ?? '—'} ms  p99 ${s.p99 ?? '—'} ms  max ${s.max ?? '—'} ms`;
  return [
    `终端 terminals            ${result.terminals}`,
    `已发送 sent               ${result.sent}  (${result.perSecond}/s)`,
    `消息服务确认 PUBACK       ${line(result.puback)}`,
    `应用确认 acknowledged     ${line(result.ack)}`,
    `未确认 lost               ${result.lost}`,
    `被拒绝 refused            ${result.refused}`,
    `重发 re-sent              ${result.resent}`,
    `连接错误 connection errors ${result.connectionErrors}`,
  ].join('\n');
}

async function connect({ mqttUrl, credentials }: Simulated): Promise<Fleet> {
  let lastError = '';
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const detail = `${new URL(mqttUrl).host} ${lastError}`;
      reject(new Error(`连不上消息服务 / broker not reachable (--mqtt-url): ${detail}`));
    }, connectWithinMs);
  });
  const onConnectionError = (error: Error) => {
    lastError = error.message;
  };
  try {
    return await Promise.race([
      connectFleet({ url: mqttUrl, credentials, cleanSession: true, onConnectionError }),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<void> {
  const values = flagsOrExit(flags, process.argv.slice(2), usage);
  const simulated = await findCredentials({
    count: values.terminals,
    server: values.server.replace(/\/+$/, ''),
    mqttUrl: values['mqtt-url'],
    data: values.data,
    file: values.credentials,
  });
  const fleet = await connect(simulated);
  const outcome = await drive(fleet, {
    ratePerSec: values['alarms-per-second'],
    seconds: values.seconds,
    alarmKind: values['alarm-kind'],
  });
  const result = resultOf(fleet, outcome);
  console.log(values.json ? JSON.stringify(result) : describe(result));
  await fleet.stop();
  process.exit(result.lost === 0 ? 0 : 1);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
