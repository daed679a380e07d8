import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type HttpHit, type HttpPeer, startHttpPeer } from './peers/http-peer.ts';
import {
  call,
  li,
  makeWorld,
  startMs,
  type World,
  wang,
  zhao,
} from './peers/notification-world.ts';
import { makePushBrowser, type PushBrowser, vapidClaimsOf } from './peers/push-browser.ts';
import { type SmtpPeer, startSmtpPeer } from './peers/smtp-peer.ts';
import { markReceipt } from './store.ts';

const secret = 'a secret of the receiver';
let peer: HttpPeer;
let smtp: SmtpPeer;
let world: World;

beforeEach(async (t) => {
  peer = await startHttpPeer();
  smtp = await startSmtpPeer();
  world = await makeWorld({
    fresh: await freshDatabase(),
    clock: makeTestClock(startMs),
    settings: { smtpUrl: smtp.url, smtpFrom: '安园 <anyuan@school.example>' },
  });
  (t as TestContext).after(async () => {
    await world.end();
    await smtp.stop();
    await peer.stop();
  });
});

async function subscribe(personId: string, path: string): Promise<PushBrowser> {
  const browser = makePushBrowser(`${peer.url}/${path}`);
  const { endpoint, keys } = browser;
  const values = [endpoint, personId, keys.p256dh, keys.auth];
  await world.fresh.pool.query('insert into push_subscription values ($1, $2, $3, $4, 0)', values);
  return browser;
}
const setWebhook = (url: string) =>
  world.fresh.pool.query(`insert into channel values ('webhook', true, $1, 0)`, [
    JSON.stringify({ url, secret }),
  ]);
const failures = async () =>
  (await world.fresh.pool.query(`select body from fact where type = 'notification.failed'`)).rows;
const one = async (channel: string) => {
  const rows = await world.messages(`channel = '${channel}'`);
  assert.equal(rows.length, 1);
  return rows[0] as (typeof rows)[number];
};

test('web push: encrypted for this browser, signed by this installation, urgent and short-lived', async () => {
  const browser = await subscribe(wang, 'push/1');
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  const [hit] = peer.hits as [HttpHit];
  assert.equal(hit.method, 'POST');
  assert.equal(hit.headers.ttl, '300');
  assert.equal(hit.headers.urgency, 'high');
  assert.equal(hit.headers.topic, alarmId.replaceAll('-', ''));
  const claims = vapidClaimsOf(hit);
  assert.equal(claims.aud, peer.url);
  assert.equal(claims.key, await world.notification.vapidPublicKey());
  assert.equal(claims.sub, 'https://anyuan.example.cn');
  const leftSec = claims.exp - Date.now() / 1000;
  assert.ok(leftSec > 0 && leftSec <= 24 * 3600, 'RFC 8292: at most a day');
  const payload = browser.open(hit);
  assert.equal(payload.accept, '我去处置');
  assert.deepEqual(Object.keys(payload).sort(), [
    'accept',
    'alarmId',
    'body',
    'receipt',
    'tag',
    'title',
    'url',
  ]);
  assert.equal(payload.receipt, (await one('webpush')).receipt);
  const stranger = makePushBrowser(browser.endpoint);
  assert.throws(() => stranger.open(hit), 'no other browser can read it');
  const again = world.another().notification;
  assert.equal(await again.vapidPublicKey(), claims.key, 'made once per installation');
});

test('web push: 410 removes the browser and says so; the others of the person still ring', async () => {
  await subscribe(wang, 'gone');
  await subscribe(wang, 'there');
  peer.answer(410, 201);
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  const rows = await world.messages(`channel = 'webpush'`);
  assert.deepEqual(rows.map((r) => r.state).sort(), ['failed', 'sent']);
  const left = await world.fresh.pool.query('select endpoint from push_subscription');
  assert.equal(left.rowCount, 1);
  const [failed] = await failures();
  assert.equal(failed.body.error, 'HTTP 410');
  assert.equal(JSON.stringify(failed).includes('127.0.0.1'), false, 'no address in the record');
});

test('a phone that reports before the push service has answered keeps its sign', async () => {
  const browser = await subscribe(wang, 'quick');
  peer.before(async (hit) => {
    const receipt = String(browser.open(hit).receipt);
    await markReceipt(world.db.query, receipt, 'delivered', world.clock.now());
  });
  await world.happen(call(await world.raise(1), wang));
  assert.equal((await one('webpush')).state, 'delivered');
});

test('errors and refused connections are tried again with back-off, then given up', async () => {
  await subscribe(wang, 'push');
  peer.answer(500, 503, 201);
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  assert.deepEqual([(await one('webpush')).state, peer.hits.length], ['queued', 1]);
  await world.pass(1900);
  assert.equal(peer.hits.length, 1);
  await world.pass(100);
  assert.equal(peer.hits.length, 2);
  await world.pass(4000);
  const row = await one('webpush');
  assert.deepEqual([row.state, row.attempts, row.error], ['sent', 3, null]);

  await peer.stop();
  const second = await world.raise(2);
  await world.happen(call(second, wang));
  assert.equal((await failures()).length, 0);
  for (let i = 0; i < 12; i++) await world.pass(60_000);
  const [failed] = await world.messages(`channel = 'webpush' and alarm_id = '${second}'`);
  assert.deepEqual([failed?.state, failed?.error], ['failed', 'ECONNREFUSED']);
  assert.ok((failed?.attempts ?? 0) > 8 && (failed?.attempts ?? 0) < 20);
  assert.equal((await failures())[0].body.notificationId, failed?.id);
});

test('a push service that asks for patience gets it', async () => {
  await subscribe(wang, 'push');
  peer.answer({ status: 429, headers: { 'retry-after': '30' } }, 201);
  await world.happen(call(await world.raise(1), wang));
  await world.pass(29_000);
  assert.equal(peer.hits.length, 1);
  await world.pass(1000);
  assert.equal((await one('webpush')).state, 'sent');
});

test('e-mail: one per person with a stable id, plain text and HTML, and a link', async () => {
  const alarmId = await world.raise(1, { alarm_kind: 'test' });
  await world.happen(call(alarmId, wang, li, zhao));
  assert.deepEqual(smtp.mails.map((m) => m.to).sort(), [
    ['wang@school.example'],
    ['zhao@school.example'],
  ]);
  const mail = smtp.mails.find((m) => m.to[0] === 'wang@school.example');
  assert.equal(mail?.from, 'anyuan@school.example');
  assert.equal(mail?.header('Subject'), '【测试】教学楼 2 层 · 东侧卫生间：听到尖叫');
  assert.equal(mail?.header('Auto-Submitted'), 'auto-generated');
  const [row] = await world.messages(`channel = 'email' and person_id = '${wang}'`);
  assert.equal(mail?.header('Message-ID'), `<${row?.id}@school.example>`);
  assert.equal(row?.state, 'sent');
  const link = `https://anyuan.example.cn/m/alarms/${alarmId}`;
  assert.ok(mail?.part('text/plain')?.includes(link));
  assert.ok(mail?.part('text/html')?.includes(`<a href="${link}">`));
});

test('e-mail: an unknown mailbox fails at once, a busy server is tried again', async () => {
  smtp.refuse(550);
  await world.happen(call(await world.raise(1), wang));
  const unknown = await one('email');
  assert.deepEqual([unknown.state, unknown.error], ['failed', 'SMTP 550']);
  smtp.refuse(451);
  const second = await world.raise(2);
  await world.happen(call(second, wang));
  const [busy] = await world.messages(`alarm_id = '${second}' and channel = 'email'`);
  assert.deepEqual([busy?.state, busy?.error], ['queued', 'SMTP 451']);
  smtp.refuse(null);
  await world.pass(2000);
  assert.equal(smtp.mails.length, 1);
});

test('webhook: signed, dated, numbered; tells raised once and every step', async () => {
  await setWebhook(`${peer.url}/hook?x=1`);
  const alarmId = await world.raise(1);
  const first = call(alarmId, wang);
  await world.happen(first);
  await world.happen({ ...first, tier: 1, why: 'stepped' } as typeof first);
  await world.happen(
    { type: 'alarm.accepted', alarmId, personId: wang },
    { type: 'response.arrived', alarmId, personId: wang, method: 'qr' },
  );
  for (const hit of peer.hits) {
    const timestamp = String(hit.headers['x-anyuan-timestamp']);
    const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(hit.body);
    assert.equal(hit.headers['x-anyuan-signature'], `sha256=${expected.digest('hex')}`);
    assert.equal(Number(timestamp) * 1000, world.clock.now());
  }
  const events = peer.hits.map((hit) => JSON.parse(hit.body.toString()));
  assert.deepEqual(events.map((e) => e.event).sort(), [
    'alarm.accepted',
    'alarm.raised',
    'dispatch.called',
    'dispatch.called',
    'response.arrived',
  ]);
  assert.deepEqual(
    events.map((e) => e.id),
    peer.hits.map((h) => h.headers['x-anyuan-delivery']),
  );
  assert.equal(events[0].alarm.place, '教学楼 2 层 · 东侧卫生间');
  assert.equal(JSON.stringify(events).includes('王'), false, 'people only by id');
});

test('webhook: a redirect is not followed, a repair is waited for', async () => {
  const elsewhere = await startHttpPeer();
  await setWebhook(peer.url);
  peer.answer({ status: 307, headers: { location: elsewhere.url } }, 404, 204);
  const alarmId = await world.raise(1);
  await world.happen({ type: 'response.arrived', alarmId, personId: wang, method: 'qr' });
  assert.equal((await one('webhook')).error, 'HTTP 307');
  await world.pass(2000);
  await world.pass(4000);
  assert.equal((await one('webhook')).state, 'sent');
  assert.equal(elsewhere.hits.length, 0);
  const numbers = peer.hits.map((h) => h.headers['x-anyuan-delivery']);
  assert.equal(new Set(numbers).size, 1, 'the same number at every attempt');
  await elsewhere.stop();
});

test('a crash between send and record sends again, recognisably the same', async () => {
  await setWebhook(peer.url);
  await world.notification.sender.stop();
  const { notification, db } = world.another();
  let killed = false;
  const kill = async () => {
    if (killed) return;
    killed = true;
    await db.close();
  };
  smtp.before(kill);
  peer.before(kill);
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  notification.sender.start();
  while (smtp.mails.length < 1 || peer.hits.length < 2) await new Promise((r) => setImmediate(r));
  await notification.sender.stop();
  const unrecorded = await world.messages(`state = 'queued' and channel <> 'live'`);
  assert.ok(unrecorded.length >= 1, 'the crash left some unrecorded');

  const third = world.another().notification.sender;
  third.start();
  await third.idle();
  const before = smtp.mails.length + peer.hits.length;
  assert.equal(before, 3, 'the lease still holds');
  await world.clock.advance(30_000);
  await third.idle();
  assert.equal(smtp.mails.length + peer.hits.length, before + unrecorded.length);
  assert.equal(new Set(smtp.mails.map((m) => m.header('Message-ID'))).size, 1);
  assert.equal(new Set(peer.hits.map((h) => h.headers['x-anyuan-delivery'])).size, 2);
  assert.ok((await world.messages(`channel <> 'live'`)).every((r) => r.state === 'sent'));
});

test('one target that hangs holds up no other', async () => {
  await subscribe(wang, 'slow');
  await subscribe(li, 'quick');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  peer.before((hit) => (hit.path === '/slow' ? held : undefined));
  const first = await world.raise(1);
  const second = await world.raise(2);
  const begun = world.happen(call(first, wang), call(second, li));
  const sent = async () => (await world.messages(`channel = 'webpush' and state = 'sent'`)).length;
  while ((await sent()) < 1) await new Promise((r) => setImmediate(r));
  assert.equal((await world.messages(`channel = 'webpush' and state = 'queued'`)).length, 1);
  release();
  await begun;
  assert.equal(await sent(), 2);
});
