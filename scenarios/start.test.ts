import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type FreshDatabase, freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { freePort, run } from '@anyuan/testkit/processes.ts';
import { soon, startScenario } from '@anyuan/testkit/scenario.ts';
import mqtt from 'mqtt';

let database: FreshDatabase;
let dir: string;
before(async () => {
  database = await freshDatabase();
  dir = mkdtempSync(join(tmpdir(), 'anyuan-start-'));
});
after(async () => {
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

const databaseUrl = () => {
  const { user, host, port, database: name } = database.connection;
  return `postgres://${user}@localhost/${name}?host=${encodeURIComponent(host)}&port=${port}`;
};

/** Starts the server as a user does and waits for its end. */
async function refusedStart(
  flags: Record<string, string | null>,
): Promise<{ code: number | null; said: string }> {
  const given = {
    data: dir,
    'database-url': databaseUrl(),
    port: String(await freePort()),
    'mqtt-port': String(await freePort()),
    'log-level': 'silent',
    ...flags,
  };
  const server = run(
    'apps/server/cli/start.ts',
    Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value])),
  );
  const late = setTimeout(() => server.child.kill('SIGKILL'), 30_000);
  const code = await new Promise<number | null>((resolve) => server.child.once('exit', resolve));
  clearTimeout(late);
  return { code, said: server.output() };
}

for (const flag of ['port', 'mqtt-port']) {
  test(`a taken --${flag} is said in both languages with the flag`, async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, said } = await refusedStart({ [flag]: String(port) });
    other.close();
    assert.equal(code, 1, said);
    assert.match(said, new RegExp(`端口 ${port} 已被占用.* --${flag} `));
    assert.match(said, new RegExp(`port ${port} is taken.* --${flag}\\b`));
  });
}

test('what a server that cannot start leaves behind does not bury the advice', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  const data = mkdtempSync(join(tmpdir(), 'anyuan-taken-'));
  chmodSync(data, 0o755);
  const args = { data, port: String(port), 'log-level': 'warn', 'database-url': null };
  const { said } = await refusedStart(args);
  other.close();
  rmSync(data, { recursive: true, force: true });
  assert.match(said, /is taken/);
  assert.doesNotMatch(said, /shutting down|"level":"error"/);
});

test('a broker that cannot be reached is said once, with what to do, and the server is there', async () => {
  const webPort = String(await freePort());
  const args = { data: dir, port: webPort, 'database-url': databaseUrl() };
  const flags = { ...args, 'mqtt-url': `mqtt://127.0.0.1:${await freePort()}` };
  const server = run(
    'apps/server/cli/start.ts',
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
  );
  await soon(() => assert.match(server.output(), /连不上外部消息服务.*--mqtt-url/));
  await soon(() => assert.match(server.output(), /Anyuan is ready/));
  // Three more attempts, one a second.
  await new Promise((done) => setTimeout(done, 3_500));
  const health = await fetch(`http://127.0.0.1:${webPort}/healthz`);
  assert.equal(((await health.json()) as { broker: boolean }).broker, false);
  assert.equal(server.output().split('the outside broker is not reached').length, 2);
  server.child.kill('SIGTERM');
  await new Promise((done) => server.child.once('exit', done));
});

test('a database that cannot be reached is said with --database-url, without the password', async () => {
  const port = await freePort();
  for (const host of ['127.0.0.1', 'localhost']) {
    const url = `postgres://anyuan:hidden@${host}:${port}/anyuan`;
    const { code, said } = await refusedStart({ 'database-url': url });
    assert.equal(code, 1, said);
    assert.match(said, /连不上数据库.*--database-url/);
    assert.match(said, /database cannot be reached.*--database-url/);
    assert.doesNotMatch(said, /hidden/);
  }
});

test('other machines are not let in while the administrator has the known password', async () => {
  const { code, said } = await refusedStart({ host: '0.0.0.0' });
  assert.equal(code, 1, said);
  assert.match(said, /--host 0\.0\.0\.0.*修改管理员密码/);
  assert.match(said, /--host 0\.0\.0\.0.*change the administrator's password/);
});

test('a certificate that is not there is said with its flag', async () => {
  const { code, said } = await refusedStart({
    'tls-cert': join(dir, 'none.pem'),
    'tls-key': join(dir, 'none.pem'),
  });
  assert.equal(code, 1, said);
  assert.match(said, /证书.*--tls-cert/);
  assert.match(said, /certificate.*--tls-cert/);
});

test('with a certificate pages, live view and terminals are encrypted', async () => {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
  ]);
  const ca = readFileSync(cert);
  const s = await startScenario({ settings: { tlsCert: cert, tlsKey: key } });
  try {
    assert.match(s.url, /^https:/);
    const status = await new Promise((resolve, reject) => {
      const request = get(`${s.url}/healthz`, { ca }, (reply) => resolve(reply.statusCode));
      request.on('error', reject);
    });
    assert.equal(status, 200);
    const client = mqtt.connect(`mqtts://127.0.0.1:${s.server.mqttPort()}`, {
      ca,
      clientId: 'x',
      username: 'x',
      reconnectPeriod: 0,
    });
    const code = await new Promise((resolve) =>
      client.on('error', (error) => resolve((error as { code?: unknown }).code)),
    );
    // The credential is refused, so the encrypted conversation took place.
    assert.equal(code, 4);
    client.end(true);
    const plain = mqtt.connect(`mqtt://127.0.0.1:${s.server.mqttPort()}`, { reconnectPeriod: 0 });
    plain.on('error', () => {});
    await new Promise<void>((resolve) => plain.once('close', () => resolve()));
    plain.end(true);
  } finally {
    await s.end();
  }
});

test('stopping does not wait for a request that never ends', async () => {
  const s = await startScenario();
  const { port } = new URL(s.url);
  const slow = connect(Number(port), '127.0.0.1');
  slow.on('error', () => {});
  slow.write('POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
  slow.write('Content-Length: 100\r\n\r\n{');
  await soon(() => assert.ok(slow.bytesWritten > 60));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const began = performance.now();
  await s.end();
  slow.destroy();
  assert.ok(performance.now() - began < 8000, `${performance.now() - began} ms`);
});
