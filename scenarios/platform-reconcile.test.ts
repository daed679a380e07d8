import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { soon } from '@anyuan/testkit/scenario.ts';
import { assessment, type IncidentWorld, openIncidentWorld } from './incident-world.ts';

/** A platform on this machine, made from the documents alone: it checks signatures and keeps a list. */
const secret = 'a-secret-of-both-sides';
const pageSize = 2;
const known = new Map<string, Record<string, string>>();
const asked: { url: string; ok: boolean }[] = [];
let hangs = false;
/** Drops what it is sent, as one that fails after it said yes. */
let forgets = false;

const isSigned = (headers: IncomingHttpHeaders, text: string): boolean => {
  const stamp = String(headers['x-anyuan-timestamp']);
  const mac = createHmac('sha256', secret).update(`${stamp}.${text}`, 'utf8').digest('hex');
  return headers['x-anyuan-signature'] === `sha256=${mac}`;
};

const peer = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    if (hangs) return;
    const url = request.url ?? '';
    const ok = isSigned(request.headers, request.method === 'GET' ? url : body);
    if (request.method === 'GET') asked.push({ url, ok });
    if (!ok) return void response.writeHead(401).end();
    if (request.method === 'GET') return void response.end(JSON.stringify(pageAfter(url)));
    const record = JSON.parse(body);
    if (!forgets) known.set(record.jjdbh, record);
    response.end();
  });
});

function pageAfter(url: string) {
  const from = Number(new URL(url, 'http://peer').searchParams.get('after') ?? 0);
  const records = [...known.values()].slice(from, from + pageSize);
  const next = from + pageSize < known.size ? String(from + pageSize) : null;
  return { records, next };
}

let w: IncidentWorld;
let url = '';
before(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  w = await openIncidentWorld();
  url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}/incidents`;
  const one = { name: 'county', shape: 'dispatchBean' as const, url, secret };
  const admin = await w.s.as('admin');
  await admin.call('savePlatforms', {
    body: { platforms: [{ ...one, schools: { GX01: w.schoolId } }] },
  });
});
after(async () => {
  await w.end();
  peer.closeAllConnections();
  peer.close();
});

const notice = async () => {
  const { rows } = await w.s.database.pool.query(
    `select text from operation where kind = 'platform.differs' and cleared_at is null`,
  );
  return rows.length > 0 ? rows.map((r) => r.text).join('\n') : null;
};
const lastCheck = async () => {
  const { checks } = await (await w.s.as('admin')).call('listPlatformChecks');
  return checks[0];
};
const anHourLater = () => w.travel(3700);

test('what it lacks or has otherwise is sent again, page by page; then both agree', async () => {
  const affairs = await w.s.as('affairs');
  const made = [];
  for (let n = 0; n < 5; n++) made.push(await w.byHand(affairs, { share: true }));
  await w.s.advance(2);
  await soon(() => assert.equal(known.size, 5));
  const [lost, changed] = made;
  known.delete(lost?.id ?? '');
  forgets = true;
  const params = { incidentId: changed?.id ?? '' };
  await affairs.call('assessIncident', { params, body: assessment });
  await w.s.advance(2);
  forgets = false;
  assert.equal(known.get(params.incidentId)?.cljg, 'reported');
  await anHourLater();
  await soon(async () => assert.match((await notice()) ?? '', /2 起事件/));
  await soon(async () => {
    await w.s.advance(1);
    assert.equal(known.size, 5);
    assert.equal(known.get(params.incidentId)?.cljg, 'assessed');
  });
  const { compared, missing, stale } = (await lastCheck()) ?? {};
  assert.deepEqual([compared, missing, stale], [true, 1, 1]);
  assert.ok(asked.length >= 2 && asked.every((a) => a.ok), 'signed over path and query');
  assert.ok(asked.some((a) => a.url.includes('after=2')));
  const admin = await w.s.as('admin');
  await admin.call('askPlatformChecks');
  await w.travel(61);
  await soon(async () => assert.equal(await notice(), null), 10_000);
  assert.equal((await lastCheck())?.missing, 0, 'asked for by hand, within a minute');
});

test('a call that never came to us is told to people, and raises nothing', async () => {
  known.set('JJ-77', { jjdbh: 'JJ-77', gxdwbh: 'GX01', cljg: '已接警' });
  await anHourLater();
  await soon(async () => assert.match((await notice()) ?? '', /1 起警情本系统没有收到/));
  assert.deepEqual((await lastCheck())?.unknown, ['JJ-77']);
  const { alarms } = await (await w.s.as('guard')).call('listAlarms');
  assert.equal(alarms.length, 0);
  known.delete('JJ-77');
});

test('a platform that hangs is left alone after five seconds, told, and holds up nobody', async () => {
  hangs = true;
  w.s.clock.jump(3700_000);
  await w.s.clock.advance(61_000);
  const guard = await w.s.as('guard');
  assert.equal((await guard.call('listAlarms')).alarms.length, 0);
  await soon(async () => {
    await w.s.clock.advance(100);
    assert.match((await notice()) ?? '', /没有核对成功/);
  }, 20_000);
  assert.equal((await lastCheck())?.compared, false);
  hangs = false;
  await anHourLater();
  await soon(async () => assert.equal(await notice(), null));
});

test('a message that was signed once is taken once, however often it is played again', async () => {
  const call = { jjdbh: 'JJ-1', gxdwbh: 'GX01', x_test: '1' };
  const body = JSON.stringify(call);
  const stamp = String(Math.floor(w.s.clock.now() / 1000));
  const mac = createHmac('sha256', secret).update(`${stamp}.${body}`).digest('hex');
  const post = async (change: { body?: string; stamp?: string; mac?: string } = {}) => {
    const reply = await fetch(`${w.s.url}/api/platforms/county/incidents`, {
      method: 'POST',
      body: change.body ?? body,
      headers: {
        'content-type': 'application/json',
        'x-anyuan-timestamp': change.stamp ?? stamp,
        'x-anyuan-signature': `sha256=${change.mac ?? mac}`,
      },
    });
    return reply.status;
  };
  assert.deepEqual([await post(), await post(), await post()], [200, 200, 200]);
  const forged = body.replace('JJ-1', 'JJ-2');
  assert.equal(await post({ body: forged }), 401);
  assert.equal(await post({ stamp: String(Number(stamp) + 1) }), 401);
  assert.equal(await post({ mac: mac.replace(/.$/, mac.endsWith('0') ? '1' : '0') }), 401);
  assert.equal(await post({ mac: '' }), 401);
  w.s.clock.jump(301_000);
  assert.equal(await post(), 401, 'played again after the window');
  const { alarms } = await (await w.s.as('guard')).call('listAlarms');
  assert.deepEqual(
    alarms.map((a) => a.alarmKind),
    ['test'],
  );
});
