import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { withoutAccount } from '../compose/links.ts';
import { makeServer, type Server } from '../main.ts';
import { makeSteadyClock } from '../platform/clock.ts';
import { type Connection, openDb } from '../platform/db.ts';
import { makeLog } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { type RunningPostgres, startPostgres } from '../platform/postgres-launcher.ts';
import { isLoopback, serverSettingsOrExit } from '../platform/settings.ts';
import { seedAdministrator } from '../seed/seed-administrator.ts';
import { demonstrationAccounts, seedDemonstration } from '../seed/seed-demonstration.ts';
import { administratorsUnchanged } from './administrators.ts';

const migrations = fileURLToPath(new URL('../../../db/migrations', import.meta.url));

/** Says a step and how long it took, so that nobody wonders whether anything happens. */
async function step<T>(what: string, run: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await run();
  console.log(`  ${what}  ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}

const impatientAfterMs = 3000;
/** What was begun by a server that could not start may take so long to end. */
const giveUpWithinMs = 10_000;
let running: RunningPostgres | null = null;
let begun: Server | null = null;

/** Says what is wrong in words and leaves; the stack helps nobody who starts a server. */
async function giveUp(error: unknown): Promise<never> {
  // Its timers first: else each complains that the database goes, and the advice drowns in it.
  const patience = new Promise((done) => setTimeout(done, giveUpWithinMs));
  await Promise.race([begun?.stop().catch(() => {}), patience]);
  await running?.stop().catch(() => {});
  const { advice, message } = error as { advice?: { zh: string; en: string }; message?: string };
  console.error(
    advice ? `${advice.zh}\n${advice.en}` : `启动失败 / cannot start: ${message ?? error}`,
  );
  console.error('可运行 bin/anyuan doctor 检查 / run bin/anyuan doctor for advice');
  process.exit(1);
}

async function connect(
  settings: ServerSettings,
  log: ReturnType<typeof makeLog>,
): Promise<{ connection: Connection; postgres: RunningPostgres | null }> {
  if (settings.databaseUrl !== null) {
    return { connection: { url: settings.databaseUrl }, postgres: null };
  }
  const postgres = await startPostgres({ dataDir: join(settings.data, 'database'), log });
  running = postgres;
  return { connection: postgres.connection, postgres };
}

/** Migrates, seeds when empty, and refuses to open to others with the password everybody knows. */
async function prepare(connection: Connection, settings: ServerSettings): Promise<void> {
  const db = openDb(connection, { max: 2 });
  try {
    await migrate({ pool: db.pool, dir: migrations });
    if (settings.noDemo) sayFirstAccount(await seedAdministrator({ db }));
    else await seedDemonstration({ db, dataDir: settings.data });
    if (!isLoopback(settings.host) && (await administratorsUnchanged(db))) {
      const zh = `要让其他机器访问（--host ${settings.host}），请先在本机登录并修改管理员密码。`;
      const en = `To be reachable from elsewhere (--host ${settings.host}), first sign in on this machine and change the administrator's password.`;
      throw Object.assign(new Error('administrator password'), { advice: { zh, en } });
    }
  } finally {
    await db.close();
  }
}

function sayFirstAccount(account: { login: string; password: string } | null): void {
  if (!account) return;
  console.log('  首个管理员账号，只显示这一次，首次登录须改密码');
  console.log(
    '  the first administrator, shown this once; the password must be changed at sign-in',
  );
  console.log(`    ${account.login}    ${account.password}`);
}

function banner(url: string, mqttPort: number, settings: ServerSettings): string {
  const accounts = demonstrationAccounts.map(
    (a) => `    ${a.login.padEnd(10)}${a.password}   ${a.what.zh} / ${a.what.en}`,
  );
  const broker = settings.mqttUrl === null ? null : withoutAccount(settings.mqttUrl);
  return [
    '',
    `  安园已就绪 / Anyuan is ready`,
    `    控制台 console   ${url}/`,
    `    手机端 phone     ${url}/m/`,
    `    大屏 wall        ${url}/wall`,
    `    终端接入 MQTT    ${broker ?? `${settings.host}:${mqttPort}`}`,
    ...(settings.noDemo ? [] : ['  演示账号 demonstration accounts', ...accounts]),
    ...(settings.noDemo || isLoopback(settings.host) ? [] : [openDemonstration]),
    '  试一试 try next',
    `    bin/anyuan terminal --server ${url} --input apps/terminal/demo-sounds/scream.wav --once`,
    '    bin/anyuan alarms --open',
    '',
  ].join('\n');
}

const openDemonstration =
  '  注意：演示账号的密码是公开的，请勿在他人可以访问的机器上使用演示数据（--no-demo）。\n' +
  '  Note: the passwords of the demonstration accounts are public; do not leave demonstration data reachable by others.';

async function main(): Promise<void> {
  const settings = serverSettingsOrExit({
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
  });
  mkdirSync(settings.data, { recursive: true });
  const log = makeLog({ level: settings.logLevel });
  const { connection, postgres } = await step('数据库 database', () => connect(settings, log));
  await step('结构与演示数据 schema and data', () => prepare(connection, settings));
  const server = await makeServer({
    ...{ settings, connection, clock: makeSteadyClock(), log },
    ...(postgres && { embeddedDir: postgres.dir }),
  });
  begun = server;
  await step('服务 services', () => server.start());
  console.log(banner(server.url(), server.mqttPort(), settings));

  let stoppingSince: number | null = null;
  const stop = async () => {
    // A signal to the whole group arrives twice (the starter passes its own on): only a second one
    // after a while is a person who has lost patience.
    if (stoppingSince !== null && performance.now() - stoppingSince < impatientAfterMs) return;
    if (stoppingSince !== null) process.exit(1);
    stoppingSince = performance.now();
    // Whatever else fails on the way out, the database is shut down cleanly.
    await server.stop().catch((err) => log.error({ err }, 'stopping failed'));
    await postgres?.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
}

main().catch(giveUp);
