import { join } from 'node:path';
import { serverSettings } from '@anyuan/contracts/settings.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { findRunningPostgres } from '../platform/postgres-launcher.ts';
import { serverSettingsOrExit } from '../platform/settings.ts';
import { findAlarmRecords } from './alarm-records.ts';

const usage = `用法 / usage: bin/anyuan alarms [--open] [--since ISO] [--json]
在服务器本机列出报警 / lists alarms on the server's machine (--data, --database-url as for start)`;

interface Wanted {
  open: boolean;
  json: boolean;
  sinceMs: number | null;
  rest: string[];
}

/** Takes our own flags out of the words; the rest are settings of the server. */
function readFlags(words: readonly string[]): Wanted {
  const wanted: Wanted = { open: false, json: false, sinceMs: null, rest: [] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--open') wanted.open = true;
    else if (word === '--json') wanted.json = true;
    else if (word === '--since') wanted.sinceMs = Date.parse(words[++i] ?? '');
    else wanted.rest.push(word);
  }
  return wanted;
}

function fail(text: string): never {
  console.error(text);
  process.exit(2);
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return console.log(usage);
  const wanted = readFlags(process.argv.slice(2));
  if (Number.isNaN(wanted.sinceMs)) fail(`--since 需要一个时间，如 2026-09-01T08:00:00Z\n${usage}`);
  const settings = serverSettingsOrExit({
    argv: wanted.rest,
    env: process.env,
    cwd: process.cwd(),
  });
  const embedded = findRunningPostgres(join(settings.data, 'database'));
  const connection: Connection | null =
    settings.databaseUrl === null ? embedded : { url: settings.databaseUrl };
  if (!connection) {
    return fail(
      `数据目录 ${settings.data} 的数据库没有运行，请先 bin/anyuan start（或用 --${serverSettings.data.name} 指明目录）\n` +
        `the database of ${settings.data} is not running: bin/anyuan start first`,
    );
  }
  const db = openDb(connection, { max: 1 });
  try {
    const records = await findAlarmRecords(db, wanted);
    if (wanted.json) console.log(JSON.stringify(records, null, 2));
    else for (const r of records) console.log(describe(r));
    if (!wanted.json && records.length === 0) console.log('没有报警 / no alarms');
  } finally {
    await db.close();
  }
}

type Record = Awaited<ReturnType<typeof findAlarmRecords>>[number];

function describe(r: Record): string {
  const at = (iso: string | null) => (iso ? iso.slice(11, 23) : '—');
  const times = Object.entries(r.times).map(([name, iso]) => `${name} ${at(iso)}`);
  const reasons = r.reasons.map((reason) => `${reason.label} ${reason.score.toFixed(2)}`);
  return [
    `${r.times.t2}  ${r.alarmKind}  ${r.state}  ${r.place}`,
    `    ${r.kind} (${r.confidence})  ${reasons.join(', ')}`,
    `    ${times.join('  ')}`,
  ].join('\n');
}

await main().catch((error: Error) =>
  fail(
    `数据库没有回答，请稍后再试或运行 bin/anyuan doctor：${error.message}\n` +
      `the database did not answer; try again or run bin/anyuan doctor`,
  ),
);
