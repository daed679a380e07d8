import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import pg from 'pg';
import { findAccount, mayReach } from './postgres-account.ts';
import {
  findRunningPostgres,
  type PostgresConnection,
  type RunningPostgres,
  type StartPostgresOptions,
  startPostgres,
  stopRunningPostgres,
} from './postgres-launcher.ts';
import { findPackage, prepareNative } from './postgres-native.ts';
import { readPostmasterFile } from './postgres-process.ts';

const isRoot = process.getuid?.() === 0;
const log = { info() {}, warn() {}, error() {} };
/** Durability is tested once; the other cases would only wait for the disk. */
const quick = { log, isDurable: false };
const launcherUrl = new URL('./postgres-launcher.ts', import.meta.url).href;
const folders: string[] = [];

function makeFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-pg-'));
  chmodSync(dir, 0o755);
  folders.push(dir);
  return dir;
}

/** A failing test must not leave a supervised database behind. */
const begun: RunningPostgres[] = [];

async function start(options: StartPostgresOptions): Promise<RunningPostgres> {
  const running = await startPostgres(options);
  begun.push(running);
  return running;
}

after(async () => {
  for (const running of begun) await running.stop();
  for (const dir of folders) {
    await stopRunningPostgres(join(dir, 'data')).catch(() => {});
    rmSync(dir, { recursive: true, force: true });
  }
});

async function ask(connection: PostgresConnection, text: string): Promise<unknown> {
  const client = new pg.Client(connection);
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

/** A process that starts the database, says so, and waits to be killed: the server before an accident. */
async function startElsewhere(dataDir: string): Promise<{ kill(): Promise<void> }> {
  const program = `import { startPostgres } from ${JSON.stringify(launcherUrl)};
    const log = { info() {}, warn() {}, error() {} };
    await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log, isDurable: false });
    console.log('started');
    setInterval(() => {}, 1000);`;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const kill = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  return { kill };
}

function postmasterOf(database: RunningPostgres): number {
  const file = readPostmasterFile(join(dirname(database.connection.host), 'cluster'));
  return file?.pid ?? 0;
}

test('a first start makes a durable UTF-8 database on a private socket; a warm one keeps the data', async () => {
  const dataDir = join(makeFolder(), 'data');
  const first = await start({ dataDir, log });
  assert.equal(await ask(first.connection, 'show listen_addresses'), '');
  assert.equal(await ask(first.connection, 'show fsync'), 'on');
  assert.equal(await ask(first.connection, 'show synchronous_commit'), 'on');
  assert.equal(statSync(first.connection.host).mode & 0o777, 0o700);
  await ask(first.connection, `create table memo as select '操场东侧' as place`);
  assert.deepEqual(findRunningPostgres(dataDir), first.connection);
  await first.stop();
  await first.stop();
  assert.equal(findRunningPostgres(dataDir), null);

  const second = await start({ dataDir, log });
  assert.equal(second.adopted, false);
  assert.equal(await ask(second.connection, 'select place from memo'), '操场东侧');
  assert.equal(await ask(second.connection, `select upper('ä')`), 'Ä');
  await second.stop();
});

test('a postmaster left by kill -9 is adopted, and one data folder has one owner', async () => {
  const dataDir = join(makeFolder(), 'data');
  const elsewhere = await startElsewhere(dataDir);
  const running = findRunningPostgres(dataDir);
  assert.ok(running);
  await assert.rejects(start({ dataDir, ...quick }), { code: 'dataFolder.inUse' });
  await ask(running, 'create table kept as select 1 as one');
  await elsewhere.kill();

  const next = await start({ dataDir, ...quick });
  assert.equal(next.adopted, true);
  assert.equal(await ask(next.connection, 'select one from kept'), 1);
  await next.stop();
  assert.equal(findRunningPostgres(dataDir), null);
});

test("server and database killed together: what they leave behind is in nobody's way", async () => {
  const dataDir = join(makeFolder(), 'data');
  const elsewhere = await startElsewhere(dataDir);
  const clusterDir = join(dataDir, 'postgres', 'cluster');
  const pid = readPostmasterFile(clusterDir)?.pid ?? 0;
  await elsewhere.kill();
  process.kill(pid, 'SIGKILL');

  const next = await start({ dataDir, ...quick });
  assert.equal(next.adopted, false);
  assert.equal(await ask(next.connection, 'select 1'), 1);
  await next.stop();
});

test('shared: a second start in another place joins the same database', async () => {
  const dataDir = join(makeFolder(), 'data');
  const options = { dataDir, ...quick, isShared: true };
  const [one, two] = await Promise.all([start(options), start(options)]);
  assert.deepEqual(one.connection, two.connection);
  assert.deepEqual([one.adopted, two.adopted].sort(), [false, true]);
  await one.stop();
  await two.stop();
});

test('a stale postmaster.pid that names a living stranger does not keep the database from starting', async () => {
  const dataDir = join(makeFolder(), 'data');
  const first = await start({ dataDir, ...quick });
  const clusterDir = join(dirname(first.connection.host), 'cluster');
  const file = join(clusterDir, 'postmaster.pid');
  const text = readFileSync(file, 'utf8');
  await first.stop();
  writeFileSync(file, text.replace(/^\d+/, String(process.pid)));

  const second = await start({ dataDir, ...quick });
  assert.equal(second.adopted, false);
  assert.equal(await ask(second.connection, 'select 1'), 1);
  await second.stop();
});

test('a database that is killed comes back at the same socket by itself', async () => {
  const dataDir = join(makeFolder(), 'data');
  let tellReady = (): void => {};
  const ready = new Promise<void>((resolve) => {
    tellReady = resolve;
  });
  const watching = {
    ...log,
    info: (_: object, message: string) => message === 'database ready again' && tellReady(),
  };
  const database = await start({ dataDir, log: watching });
  await ask(database.connection, 'create table kept as select 1 as one');
  const before = postmasterOf(database);
  process.kill(before, 'SIGKILL');
  await ready;
  assert.notEqual(postmasterOf(database), before);
  assert.equal(await ask(database.connection, 'select one from kept'), 1);
  await database.stop();
});

test('an initdb that was cut short, and a database of another major version', async () => {
  const dataDir = join(makeFolder(), 'data');
  mkdirSync(join(dataDir, 'postgres', 'cluster.new', 'base'), { recursive: true });
  const database = await start({ dataDir, ...quick });
  const clusterDir = join(dirname(database.connection.host), 'cluster');
  await database.stop();
  writeFileSync(join(clusterDir, 'PG_VERSION'), '12\n');
  await assert.rejects(start({ dataDir, ...quick }), { code: 'postgres.otherVersion' });
});

test('a data folder too deep for a socket path gets a short private socket folder', async () => {
  const dataDir = join(makeFolder(), 'data', ...Array.from({ length: 12 }, () => 'deep-folder'));
  const database = await start({ dataDir, ...quick });
  assert.ok(database.connection.host.length < 60);
  assert.equal(statSync(database.connection.host).mode & 0o777, 0o700);
  assert.equal(await ask(database.connection, 'select 1'), 1);
  await database.stop();
  rmSync(database.connection.host, { recursive: true });
});

test('as root, below a private folder: the database lies elsewhere and a pointer says where', {
  skip: !isRoot,
}, async () => {
  const parent = makeFolder();
  chmodSync(parent, 0o700);
  const dataDir = join(parent, 'data');
  const first = await start({ dataDir, ...quick });
  const pointerFile = join(dataDir, 'postgres-elsewhere.json');
  const pointer: { dir: string } = JSON.parse(readFileSync(pointerFile, 'utf8'));
  await ask(first.connection, 'create table kept as select 1 as one');
  await first.stop();
  assert.ok(!existsSync(join(dataDir, 'postgres')));

  const second = await start({ dataDir, ...quick });
  assert.equal(await ask(second.connection, 'select one from kept'), 1);
  await second.stop();

  const copy = join(parent, 'copy');
  cpSync(dataDir, copy, { recursive: true });
  await assert.rejects(start({ dataDir: copy, ...quick }), { code: 'dataFolder.isCopy' });

  rmSync(dataDir, { recursive: true });
  const warned: object[] = [];
  const warning = { ...log, warn: (fields: object) => void warned.push(fields) };
  const third = await start({ dataDir, ...quick, log: warning });
  assert.deepEqual(warned, [{ dir: pointer.dir }]);
  await assert.rejects(ask(third.connection, 'select one from kept'), { code: '42P01' });
  await third.stop();
  rmSync(dirname(third.connection.host), { recursive: true });
  rmSync(pointer.dir, { recursive: true });
});

test('as root, from a private checkout: the binaries are copied to where the account can run them', {
  skip: !isRoot,
}, () => {
  const parent = makeFolder();
  const dir = join(parent, 'package');
  cpSync(findPackage().dir, dir, { recursive: true, verbatimSymlinks: true });
  chmodSync(parent, 0o700);
  const account = findAccount();
  const native = prepareNative(account, { dir, version: `0.0.${process.pid}` });
  assert.ok(!native.binDir.startsWith(parent));
  assert.ok(mayReach(account, '-x', join(native.binDir, 'postgres')));
  const again = prepareNative(account, { dir, version: `0.0.${process.pid}` });
  assert.equal(again.binDir, native.binDir);
  rmSync(dirname(dirname(native.binDir)), { recursive: true });
});

test('the account is never root, and an administrator may have made one for us', {
  skip: !isRoot,
}, () => {
  const nobody = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n';
  assert.equal(findAccount(nobody).name, 'nobody');
  assert.equal(findAccount(`${nobody}anyuan:x:990:990::/:/usr/sbin/nologin\n`).uid, 990);
  assert.throws(() => findAccount('root:x:0:0:root:/root:/bin/sh\n'), {
    code: 'postgres.noAccount',
  });
});
