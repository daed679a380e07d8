import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import { permissions } from '@anyuan/contracts/permissions.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { type Http, makeHttp } from '../platform/http.ts';
import type { Who } from '../platform/who.ts';
import { type HttpPeer, startHttpPeer } from './peers/http-peer.ts';
import {
  call,
  li,
  makeWorld,
  startMs,
  type World,
  wang,
  zhao,
} from './peers/notification-world.ts';
import { makePushBrowser } from './peers/push-browser.ts';
import { isPushService } from './service.ts';

let world: World;
let peer: HttpPeer;
let http: Http;

beforeEach(async (t) => {
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  peer = await startHttpPeer();
  http = await makeHttp({
    log: pino({ level: 'silent' }),
    authenticate: async (request) => whoOf(String(request.headers['x-person'])),
    authenticateTerminal: async () => null,
    organisationOf: async () => null,
  });
  world.notification.routes(http);
  (t as TestContext).after(async () => {
    await http.app.close();
    await world.end();
    await peer.stop();
  });
});

function whoOf(personId: string): Who {
  const isAdministrator = personId === zhao;
  return {
    personId,
    name: '',
    locale: 'zh',
    assignments: [],
    mustChangePassword: false,
    permissions: new Set(isAdministrator ? permissions : []),
    may: () => isAdministrator,
    schoolIds: () => new Set(),
    sessionKey: '',
  };
}
const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object, as = wang) =>
  http.app.inject({
    method,
    url,
    headers: { 'x-person': as, 'x-anyuan': '1' },
    ...(body ? { payload: body } : {}),
  });
const rowsOf = async (channel: string) => {
  await world.notification.flush();
  const rows = await world.messages(`channel = '${channel}'`);
  return rows.map((r) => [r.person_id, r.state, r.sent_at, r.delivered_at, r.read_at].map(short));
};
const short = (v: unknown) => (v === wang ? 'wang' : v === li ? 'li' : v);

test('live: sent, rang and opened are three signs, whichever comes first', async () => {
  const { notification, clock } = world;
  const alarmId = await world.raise(1);
  const at = clock.now();
  // The frame left on the commit; the row of the message is made later.
  notification.noteLive(alarmId, [wang, zhao]);
  assert.deepEqual(await rowsOf('live'), [['wang', 'sent', at, null, null]], 'zhao was not called');
  await world.happen(call(alarmId, wang, li));
  clock.jump(500);
  notification.rang(alarmId, wang);
  notification.rang(alarmId, li);
  notification.noteLive(alarmId, [li]);
  await notification.flush();
  clock.jump(500);
  notification.read(alarmId, wang);
  notification.noteLive(alarmId, [wang]);
  assert.deepEqual((await rowsOf('live')).sort(), [
    ['li', 'delivered', at + 500, at + 500, null],
    ['wang', 'read', at, at + 500, at + 1000],
  ]);
});

test('live: what is noted is written within a fifth of a second', async () => {
  const alarmId = await world.raise(1);
  world.notification.noteLive(alarmId, [wang]);
  await world.clock.advance(199);
  assert.equal((await world.messages()).length, 0);
  await world.clock.advance(1);
  await world.notification.flush();
  assert.equal((await world.messages()).length, 1);
});

test('a phone reports its push delivered and read by the code inside, and nobody else can', async () => {
  const browser = makePushBrowser(`${peer.url}/p`);
  await ask('POST', '/api/push-subscriptions', { endpoint: browser.endpoint, keys: browser.keys });
  await world.happen(call(await world.raise(1), wang));
  const [hit] = peer.hits;
  assert.ok(hit);
  const receipt = String(browser.open(hit).receipt);
  const report = (code: string, state: string) =>
    http.app.inject({ method: 'POST', url: `/api/notifications/${code}/${state}` });
  assert.equal((await report(receipt, 'read')).statusCode, 200);
  assert.equal((await report(receipt, 'delivered')).statusCode, 200);
  const [row] = await world.messages(`channel = 'webpush'`);
  assert.equal(row?.state, 'read', 'a late receipt takes nothing back');
  assert.equal(row?.delivered_at, world.clock.now());
  assert.equal((await report('x'.repeat(32), 'read')).statusCode, 404);
  assert.equal((await report(receipt, 'sent')).statusCode, 400);
});

test('the receipt of a gathering counts for everything told in it', async () => {
  const browser = makePushBrowser(`${peer.url}/p`);
  await ask('POST', '/api/push-subscriptions', { endpoint: browser.endpoint, keys: browser.keys });
  for (let n = 1; n <= 9; n++) await world.happen(call(await world.raise(n), wang));
  await world.pass(5000);
  const hit = peer.hits.at(-1);
  assert.ok(hit && peer.hits.length === 7);
  const receipt = String(browser.open(hit).receipt);
  await http.app.inject({ method: 'POST', url: `/api/notifications/${receipt}/delivered` });
  const rows = await world.messages(`channel = 'webpush' and payload ->> 'type' = 'tell'`);
  assert.equal(rows.filter((r) => r.state === 'delivered').length, 3);
});

test('a browser belongs to whoever registered it last, and only they remove it', async () => {
  const { endpoint, keys } = makePushBrowser(`${peer.url}/shared`);
  await ask('POST', '/api/push-subscriptions', { endpoint, keys });
  await ask('POST', '/api/push-subscriptions', { endpoint, keys }, li);
  const owners = async () =>
    (await world.fresh.pool.query('select person_id from push_subscription')).rows;
  assert.deepEqual(await owners(), [{ person_id: li }]);
  await ask('DELETE', '/api/push-subscriptions', { endpoint });
  assert.equal((await owners()).length, 1);
  await ask('DELETE', '/api/push-subscriptions', { endpoint }, li);
  assert.equal((await owners()).length, 0);
  const bad = { endpoint, keys: { p256dh: 'AAAA', auth: 'AAAA' } };
  assert.equal((await ask('POST', '/api/push-subscriptions', bad)).statusCode, 400);
});

test('nobody can point the server at machines inside', () => {
  assert.equal(isPushService('https://fcm.googleapis.com/fcm/send/abc'), true);
  for (const inside of [
    'http://fcm.googleapis.com/x',
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://[::1]/x',
    'https://localhost/x',
    'https://printer/x',
    'https://nas.local/x',
    'https://user@push.example.com/x',
    'not an address',
  ]) {
    assert.equal(isPushService(inside), false, inside);
  }
});

const show = async (kind: string) => {
  const { channels } = (await ask('GET', '/api/channels', undefined, zhao)).json();
  return channels.find((c: { kind: string }) => c.kind === kind);
};
const put = async (kind: string, settings: object, enabled = true) => {
  const basedOn = (await show(kind))?.versions[0]?.version ?? null;
  return ask('PUT', `/api/channels/${kind}`, { basedOn, enabled, settings }, zhao);
};

test('channels: secrets stay masked and kept, wrong settings are refused by field', async () => {
  assert.equal((await ask('GET', '/api/channels')).statusCode, 403);
  assert.equal((await show('webhook')).enabled, false);
  const secret = 'a secret of the receiver';
  for (const [settings, field] of [
    [{ url: 'ftp://x.example', secret }, 'url'],
    [{ url: 'javascript:alert(1)', secret }, 'url'],
    [{ url: 'https://x.example', secret: 'short' }, 'secret'],
    [{ url: 'https://x.example', secret, surprise: 1 }, 'surprise'],
  ] as const) {
    const reply = await put('webhook', settings);
    assert.deepEqual(reply.json().error.detail, { field });
  }
  assert.equal((await put('webhook', { url: peer.url, secret })).statusCode, 200);
  assert.deepEqual((await show('webhook')).settings, { url: peer.url, secret: '********' });
  await put('webhook', { url: `${peer.url}/two`, secret: '********' });
  const { rows } = await world.fresh.pool.query(`select settings from channel`);
  assert.deepEqual(rows, [{ settings: { url: `${peer.url}/two`, secret } }]);
  assert.equal((await put('live', {}, false)).json().error.code, 'channel.badSettings');
  assert.equal((await put('carrier-pigeon', {})).statusCode, 404);
  const audit = await world.fresh.pool.query(
    `select * from audit where action = 'channel.changed'`,
  );
  assert.equal(audit.rowCount, 2);
  assert.equal(JSON.stringify(audit.rows).includes(secret), false);
});

test('what was queued for a channel that is then switched off fails and says why', async () => {
  await put('webhook', { url: peer.url, secret: 'a secret of the receiver' });
  peer.answer(500);
  const alarmId = await world.raise(1);
  await world.happen({ type: 'response.arrived', alarmId, personId: wang, method: 'qr' });
  await put('webhook', {}, false);
  await world.pass(2000);
  const [row] = await world.messages(`channel = 'webhook'`);
  assert.deepEqual([row?.state, row?.error], ['failed', 'channel is off']);
});
