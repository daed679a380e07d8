import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type AliyunPeer, startAliyunPeer } from '@anyuan/server/notification/peers/aliyun-peer.ts';
import { type HttpPeer, startHttpPeer } from '@anyuan/server/notification/peers/http-peer.ts';
import type { ProviderPeer } from '@anyuan/server/notification/peers/provider-peer.ts';
import { startWecomRobotPeer } from '@anyuan/server/notification/peers/robot-peers.ts';
import {
  type Actor,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

/** Whatever a provider does, tiers climb in their seconds and the record says what is known, no more. */
let s: Scenario;
let terminal: ScenarioTerminal;
let guard: Actor;
let sms: AliyunPeer;
let robot: ProviderPeer;
let hook: HttpPeer;
const key = { id: 'LTAI0123456789abcdef', secret: 'aliyun secret' };

before(async () => {
  s = await startScenario();
  await s.database.pool.query(
    `update person set phone = '1380000' || lpad((row_number)::text, 4, '0')
     from (select id as pid, row_number() over (order by login) from person) n where id = pid`,
  );
  terminal = await s.terminal();
  guard = await s.as('guard');
  sms = await startAliyunPeer(key);
  robot = await startWecomRobotPeer('k', { now: s.clock.now });
  hook = await startHttpPeer();
  await saveSms(key.secret);
  await save('wecomRobot', { webhook: `${robot.url}/cgi-bin/webhook/send?key=k` });
  await save('webhook', { url: hook.url, secret: 'a secret for webhooks' });
});
after(async () => {
  await s.end();
  for (const peer of [sms, robot, hook]) await peer.stop();
});
let alarmId = '';
afterEach(async () => {
  for (const peer of [sms, robot]) peer.behave('well');
  hook.answer(201);
  hook.before(() => {});
  const body = { verdict: 'true' as const, reason: '已处置' };
  await guard.call('closeAlarm', { params: { alarmId }, body });
});

async function save(kind: string, settings: Record<string, string>): Promise<void> {
  const admin = await s.as('admin');
  const { channels } = await admin.call('listChannels');
  const basedOn = channels.find((c) => c.kind === kind)?.versions[0]?.version ?? null;
  await admin.call('saveChannel', { params: { kind }, body: { basedOn, enabled: true, settings } });
}

const saveSms = (accessKeySecret: string) =>
  save('aliyunSms', {
    ...{ accessKeyId: key.id, accessKeySecret, server: sms.url },
    ...{ signName: '安园', templateCode: 'SMS_123456789' },
  });

async function raise(): Promise<void> {
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
  alarmId = alarms.find((a) => a.detectionIds.includes(id))?.id ?? assert.fail('no alarm');
}

/** Time goes on without waiting for anybody who answers slowly. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds * 5; i++) await s.clock.advance(200);
}

/** Minutes, in steps of ten seconds: what is due in between is done at its end. */
async function passMinutes(minutes: number): Promise<void> {
  for (let i = 0; i < minutes * 6; i++) {
    await s.clock.advance(10_000);
    await s.server.idle();
  }
}

const stepsOf = async () => {
  const calls = (await s.record(alarmId)).timeline.filter((e) => e.type === 'dispatch.called');
  const first = calls[0]?.at ?? 0;
  return calls.map((e) => ({ tier: e.detail.tier, afterSec: (e.at - first) / 1000 }));
};

/** The second tier was called, at its second. */
const climbed = () =>
  soon(async () => {
    const [, second] = await stepsOf();
    assert.equal(second?.tier, 1);
    assert.ok(second.afterSec >= 20 && second.afterSec <= 21, `${second.afterSec} s`);
  });

const messages = async (channel: string) =>
  (await s.record(alarmId)).notifications.filter((n) => n.channel === channel);
const statesOf = async (channel: string) => [
  ...new Set((await messages(channel)).map((n) => n.state)),
];

test('a provider answers 500: tiers climb, the others have sent, and in the end it says failed', async () => {
  sms.behave('error500');
  await raise();
  await s.advance(21);
  await climbed();
  assert.deepEqual(await statesOf('aliyunSms'), ['queued']);
  const tried = await messages('aliyunSms');
  assert.ok(tried.every((n) => n.error !== null) && tried.some((n) => n.attempts > 1));
  assert.deepEqual(await statesOf('wecomRobot'), ['sent']);
  await passMinutes(11);
  const early = (await messages('aliyunSms')).filter((n) => n.queuedAt < s.clock.now() - 620_000);
  assert.ok(early.length > 0 && early.every((n) => n.state === 'failed'));
  const { timeline, state } = await s.record(alarmId);
  assert.ok(timeline.some((e) => e.type === 'notification.failed'));
  assert.equal(state, 'calling');
});

test('a provider hangs: no tier waits for it and no other channel either', async () => {
  robot.behave('hang');
  await raise();
  await soon(async () => assert.deepEqual(await statesOf('aliyunSms'), ['sent']));
  assert.deepEqual(await statesOf('wecomRobot'), ['queued']);
  await pass(19);
  assert.equal((await stepsOf()).length, 1);
  await pass(2);
  await climbed();
  await soon(async () => {
    const sent = (await messages('aliyunSms')).filter((n) => n.state === 'sent');
    assert.ok(sent.length > 3, 'the second tier has its messages too');
  });
  assert.deepEqual(await statesOf('wecomRobot'), ['queued']);
});

test('taken and never delivered: it stays sent, no more is said, and tiers climb', async () => {
  sms.report(null);
  await raise();
  await s.advance(21);
  await climbed();
  await passMinutes(16);
  const all = await messages('aliyunSms');
  assert.ok(all.length > 3);
  const early = all.filter((n) => n.queuedAt < s.clock.now() - 915_000);
  assert.ok(early.length > 0 && early.every((n) => n.state === 'sent'));
  assert.ok(all.every((n) => n.deliveredAt === null && n.readAt === null));
  assert.ok((await stepsOf()).length > 20, 'the last tier goes on being called');
});

test('a provider limits the rate: it is left alone as long as it asks, then told; tiers climb', async () => {
  hook.answer({ status: 429, headers: { 'retry-after': '30' } }, 201);
  const before = hook.hits.length;
  const beganAt = s.clock.now();
  const times: number[] = [];
  hook.before(() => void times.push(s.clock.now() - beganAt));
  await raise();
  await s.advance(21);
  await climbed();
  await s.advance(20);
  const ids = hook.hits.slice(before).map((h) => String(h.headers['x-anyuan-delivery']));
  const again = ids.findIndex((id, i) => i > 0 && id === ids[0]);
  assert.ok(again > 0, 'the one that was limited came again');
  assert.ok((times[again] ?? 0) >= 30_000, `after ${times[again]} ms`);
  assert.deepEqual(await statesOf('webhook'), ['sent']);
  assert.deepEqual(await statesOf('aliyunSms'), ['sent']);
});

test('a wrong key: the record says why, tiers climb, and with the right key the same messages leave', async () => {
  await saveSms('not the secret');
  await raise();
  await s.advance(21);
  await climbed();
  const refused = await messages('aliyunSms');
  assert.ok(
    refused.every((n) => n.state === 'queued' && /SignatureDoesNotMatch/.test(n.error ?? '')),
  );
  await saveSms(key.secret);
  await s.advance(61);
  const ids = new Set(refused.map((n) => n.id));
  const now = (await messages('aliyunSms')).filter((n) => ids.has(n.id));
  assert.ok(now.length > 0 && now.every((n) => n.state === 'sent'));
});
