import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { beforeEach, type TestContext, test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import { type HttpPeer, startHttpPeer } from './peers/http-peer.ts';
import { call, enable, makeWorld, startMs, type World, wang } from './peers/notification-world.ts';

let peer: HttpPeer;
let world: World;

beforeEach(async (t) => {
  peer = await startHttpPeer();
  world = await makeWorld({ fresh: await freshDatabase(), clock: makeTestClock(startMs) });
  (t as TestContext).after(async () => {
    await world.end();
    await peer.stop();
  });
});

const state = async () => (await world.messages(`channel = 'broadcast'`)).map((r) => r.state);

test('GET with the words in the address; an exercise is said first; once per alarm', async () => {
  await enable(world, 'broadcast', { url: `${peer.url}/tts?zone=3&text={text}` });
  const alarmId = await world.raise(1, { alarm_kind: 'exercise' });
  const first = call(alarmId, wang);
  await world.happen(first);
  await world.happen({ ...first, tier: 1, why: 'stepped' } as typeof first);
  assert.equal(peer.hits.length, 1);
  const said = new URL(peer.hits[0]?.path ?? '', 'http://peer').searchParams;
  assert.equal(said.get('zone'), '3');
  assert.equal(
    said.get('text'),
    '演练，请注意，教学楼 2 层 东侧卫生间，听到尖叫，请值班人员立即前往。',
  );
  assert.deepEqual(await state(), ['sent']);
});

test('POST with a body, basic authentication and a signature over what is sent', async () => {
  await enable(world, 'broadcast', {
    url: `${peer.url}/api/play`,
    body: '{"zone":3,"tts":"{text}","kind":"{kind}"}',
    text: '{place}有人求助，"请"前往',
    user: 'anyuan',
    password: 'pass:word',
    hmacSecret: 'shared secret',
  });
  peer.answer(503, 200);
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await state(), ['queued']);
  await world.pass(2000);
  assert.deepEqual(await state(), ['sent']);
  const hit = peer.hits[1];
  assert.deepEqual(JSON.parse(hit?.body.toString() ?? ''), {
    zone: 3,
    tts: '教学楼 2 层 东侧卫生间有人求助，"请"前往',
    kind: 'actual',
  });
  const basic = Buffer.from('anyuan:pass:word').toString('base64');
  assert.equal(hit?.headers.authorization, `Basic ${basic}`);
  const timestamp = String(hit?.headers['x-anyuan-timestamp']);
  assert.equal(Number(timestamp), Math.floor(world.clock.now() / 1000));
  const expected = createHmac('sha256', 'shared secret')
    .update(`${timestamp}.`)
    .update(hit?.body ?? '')
    .digest('hex');
  assert.equal(hit?.headers['x-anyuan-signature'], `sha256=${expected}`);
});

test('only the schools that are named are broadcast to', async () => {
  await enable(world, 'broadcast', { url: `${peer.url}/say?{text}`, schools: '东街小学' });
  await world.happen(call(await world.raise(1), wang));
  assert.deepEqual(await state(), []);
});
