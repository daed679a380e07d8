import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Fact } from '@anyuan/contracts/facts.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type HttpPeer, startHttpPeer } from './peers/http-peer.ts';
import {
  call,
  called,
  id,
  li,
  makeWorld,
  startMs,
  type World,
  wang,
  zhao,
} from './peers/notification-world.ts';
import { makePushBrowser, type PushBrowser } from './peers/push-browser.ts';

let world: World;
let push: HttpPeer;
let phone: PushBrowser;

before(async () => {
  push = await startHttpPeer();
});
after(() => push.stop());
beforeEach(async (t) => {
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  push.answer(201);
  push.hits.length = 0;
  phone = makePushBrowser(`${push.url}/wang`);
  await subscribe(wang, phone);
  if ('after' in t) t.after(() => world.end());
});

async function subscribe(personId: string, browser: PushBrowser): Promise<void> {
  await world.fresh.pool.query('insert into push_subscription values ($1, $2, $3, $4, 0)', [
    browser.endpoint,
    personId,
    browser.keys.p256dh,
    browser.keys.auth,
  ]);
}
const said = () => push.hits.map((hit) => phone.open(hit));
const update = (alarmId: string, sets: string) =>
  world.fresh.pool.query(`update alarm set ${sets} where id = '${alarmId}'`);
const people = (...list: object[]) => `people = '${JSON.stringify(list)}'`;

test('a call reaches each phone once, however often its fact comes', async () => {
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang, li), call(alarmId, wang, li));
  await world.happen(call(alarmId, wang, li));
  const [first, ...more] = said();
  assert.deepEqual(more, []);
  assert.equal(first?.title, '教学楼 2 层 · 东侧卫生间：听到尖叫');
  assert.match(String(first?.body), /^很可能有人遇险（尖叫 93%） · 1 秒前 · 还没有人前往/);
  assert.equal(first?.url, `/m/alarms/${alarmId}`);
  const rows = await world.notification.notificationsOf(alarmId);
  assert.deepEqual(
    rows.map((r) => [r.personName, r.channel, r.state]).sort(),
    [
      ['李安', 'live', 'queued'],
      ['王晓', 'live', 'queued'],
      ['王晓', 'webpush', 'sent'],
    ].sort(),
  );
  const live = rows.find((r) => r.channel === 'live');
  assert.equal(live?.sentAt, null, 'unknown is null');
});

test('two instances share the facts and tell each person once', async () => {
  const alarmId = await world.raise(1);
  const { notification } = world.another();
  const entry = {
    deliveryId: 1,
    factId: id(500),
    at: world.clock.now(),
    schoolId: null,
    attempts: 0,
  };
  const run = (n: typeof notification) =>
    world.db.query
      .transaction()
      .execute((tx) => n.reaction.run(tx, [{ ...entry, fact: call(alarmId, wang) }]));
  await Promise.all([run(world.notification), run(notification)]);
  world.notification.sender.wake();
  await world.settle();
  assert.equal(push.hits.length, 1);
});

test('accepted, joined, overdue, closed: each told to those whom it concerns', async () => {
  const alarmId = await world.raise(1, { alarm_kind: 'exercise' });
  await subscribe(li, makePushBrowser(`${push.url}/li`));
  await update(
    alarmId,
    `state = 'accepted', ${people(called(wang, 'guard'), called(li, 'guard', 'accepted'))}`,
  );
  await world.happen({ type: 'alarm.accepted', alarmId, personId: li });
  assert.equal(push.hits.length, 1);
  assert.match(String(said()[0]?.title), /^【演练】/);
  assert.match(String(said()[0]?.body), /李师傅正在赶去 · 需要时请支援$/);

  push.hits.length = 0;
  await update(alarmId, people(called(wang, 'guard', 'accepted'), called(li, 'guard', 'declined')));
  const merged: Fact = {
    type: 'alarm.merged',
    alarmId,
    detectionId: id(7),
    kind: 'button',
    confidence: 4,
    state: 'accepted',
  };
  await world.happen(merged, { ...merged, kind: 'cry' });
  await world.happen(merged);
  assert.equal(said().length, 1, 'told once however often it is pressed');
  assert.match(String(said()[0]?.title), /有人按下了按钮$/);

  push.hits.length = 0;
  await update(alarmId, `state = 'arrived', ${people(called(wang, 'guard', 'arrived'))}`);
  const overdue: Fact = { type: 'alarm.overdue', alarmId, state: 'arrived' };
  await world.happen(overdue);
  await world.happen(overdue);
  assert.equal(said().length, 2, 'a reminder each time');

  push.hits.length = 0;
  await update(alarmId, `state = 'closed', due_at = null, closed_by = '${li}', verdict = 'prank'`);
  await world.happen({
    type: 'alarm.closed',
    alarmId,
    personId: li,
    verdict: 'prank',
    reason: 'x',
  });
  assert.match(String(said()[0]?.body), /结果：恶作剧 · .* · 由李师傅结束$/);
});

test('when nobody is on duty the leaders are told, again each time, in their language', async () => {
  const alarmId = await world.raise(1, { people: '[]' });
  const leader = makePushBrowser(`${push.url}/zhao`);
  await subscribe(zhao, leader);
  await world.happen({ type: 'dispatch.nobodyFound', alarmId });
  await world.happen({ type: 'dispatch.nobodyFound', alarmId });
  assert.equal(push.hits.length, 2);
  const [told] = push.hits.map((hit) => leader.open(hit));
  assert.equal(told?.title, '西街小学 · 教学楼 2 层 · 东侧卫生间: scream heard');
  assert.match(String(told?.body), /nobody is on duty to be called · send somebody now$/);
});

test('an alarm that ended while its call waited rings nobody', async () => {
  push.answer(503);
  const alarmId = await world.raise(1);
  await world.happen(call(alarmId, wang));
  assert.equal(push.hits.length, 1);
  await update(alarmId, `state = 'closed', due_at = null, closed_by = '${li}', verdict = 'false'`);
  push.answer(201);
  await world.pass(2000);
  assert.equal(push.hits.length, 1);
  const [row] = await world.messages(`channel = 'webpush'`);
  assert.deepEqual([row?.state, row?.error], ['failed', 'alarm ended']);
  const facts = await world.fresh.pool.query(
    `select 1 from fact where type = 'notification.failed'`,
  );
  assert.equal(facts.rowCount, 0);
});

test('a flood comes as six messages and one that says how many more; all are accounted for', async () => {
  const ids: string[] = [];
  for (let n = 1; n <= 18; n++) ids.push(await world.raise(n));
  await world.happen(...ids.slice(0, 10).map((alarmId) => call(alarmId, wang)));
  assert.equal(push.hits.length, 6);
  await world.pass(1000);
  await world.happen(...ids.slice(10).map((alarmId) => call(alarmId, wang)));
  // A fact that comes again adds nothing to what is gathered.
  await world.happen(...ids.slice(10).map((alarmId) => call(alarmId, wang)));
  assert.equal(push.hits.length, 6);
  await world.pass(5000);
  assert.equal(push.hits.length, 7);
  const last = said().at(-1);
  assert.equal(last?.title, '另有 12 起报警');
  const rows = await world.messages(`channel = 'webpush' and payload ->> 'type' = 'tell'`);
  assert.equal(rows.length, 18);
  assert.ok(rows.every((r) => r.state === 'sent'));

  await world.notification.notificationsOf(ids[15] ?? '').then((views) => {
    assert.deepEqual(
      views.filter((v) => v.channel === 'webpush').map((v) => v.state),
      ['sent'],
    );
  });
  await world.pass(60_000);
  await world.happen(call(await world.raise(19), wang));
  assert.equal(push.hits.length, 8, 'after a quiet minute each comes alone again');
});

test('a gathering that has just left is not added to: the late ones get their own', async () => {
  const ids: string[] = [];
  for (let n = 1; n <= 8; n++) ids.push(await world.raise(n));
  await world.happen(...ids.slice(0, 7).map((alarmId) => call(alarmId, wang)));
  await world.fresh.pool.query(
    `update notification set attempts = 1, due_at = due_at + 30000 where payload ->> 'type' = 'gather'`,
  );
  await world.happen(call(ids[7] ?? '', wang));
  assert.equal(said().at(-1)?.title, '另有 1 起报警');
  const waiting = await world.messages(`payload ->> 'type' = 'gather'`);
  assert.deepEqual(
    waiting.map((r) => r.payload.members?.length),
    [1, 1],
  );
});

test('a hundred facts cost a handful of statements', async () => {
  const ids: string[] = [];
  for (let n = 1; n <= 100; n++) ids.push(await world.raise(n));
  let statements = 0;
  const entries = ids.map((alarmId, i) => ({
    deliveryId: i,
    attempts: 0,
    factId: id(5000 + i),
    at: world.clock.now(),
    schoolId: null,
    fact: call(alarmId, wang, li),
  }));
  const client = await world.db.pool.connect();
  const query = client.query;
  client.query = ((...given: unknown[]) => {
    statements++;
    return (query as (...a: unknown[]) => unknown).apply(client, given);
  }) as never;
  client.release();
  await world.db.query.transaction().execute((tx) => world.notification.reaction.run(tx, entries));
  client.query = query;
  assert.ok(statements > 3 && statements <= 12, `${statements} statements`);
  const { rows } = await world.fresh.pool.query('select count(*)::int as n from notification');
  assert.equal(rows[0].n, 301, '200 live, 100 pushes, 1 gathering');
});
