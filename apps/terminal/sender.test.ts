import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Detection } from '@anyuan/contracts/detection.ts';
import type { Ack } from '@anyuan/contracts/terminal.ts';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import fc from 'fast-check';
import { makeSender, repeatPauseMs } from './sender.ts';
import { openSpool } from './spool.ts';
import { detectionOf } from './testing/detections.ts';
import { quietLog, temporaryFolder, until } from './testing/terminal.ts';

test('the first repeat comes after 2 s, later ones never after more than 30 s', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const pauseMs = repeatPauseMs(attempt, random);
      assert.ok(pauseMs >= 2_000 && pauseMs <= 30_000);
    }),
  );
  assert.equal(repeatPauseMs(0, 0.9), 2_000);
  assert.ok(repeatPauseMs(50, 0) >= 22_000);
});

async function rig(t: Parameters<typeof temporaryFolder>[0]) {
  const clock = makeTestClock(1_000_000);
  const spool = await openSpool({ dir: await temporaryFolder(t), log: quietLog });
  const published: Detection[] = [];
  const posted: Detection[] = [];
  const settled: [string, string | null][] = [];
  const world = { connected: true, overHttp: null as Ack | null };
  const sender = makeSender({
    spool,
    clock,
    log: quietLog,
    random: () => 0.5,
    connected: () => world.connected,
    publish: async (message) => void published.push(message),
    async post(message) {
      posted.push(message);
      return world.overHttp;
    },
    onSettled: (id, code) => settled.push([id, code]),
  });
  t.after(sender.stop);
  return { clock, spool, published, posted, settled, world, sender };
}

test('it repeats with its own times and a fresh sentAt until the application acknowledges', async (t) => {
  const { clock, spool, published, settled, sender } = await rig(t);
  const detection = detectionOf({ beganAt: 900_000, decidedAt: 900_500 });
  await spool.put(detection);
  sender.send(detection.id);
  assert.equal(published.length, 1);
  await clock.advance(1_999);
  assert.equal(published.length, 1, 'the broker having it ends nothing, but nothing is hurried');
  await clock.advance(60_000);
  assert.ok(published.length >= 5);
  assert.ok(published.every((m) => m.id === detection.id && m.beganAt === 900_000));
  assert.equal(new Set(published.map((m) => m.sentAt)).size, published.length);
  sender.onAck({ v: 1, ids: [detection.id], refused: [] });
  sender.onAck({ v: 1, ids: [detection.id], refused: [] });
  await until('settled', () => settled.length > 0);
  const sent = published.length;
  await clock.advance(120_000);
  assert.equal(published.length, sent);
  assert.deepEqual(settled, [[detection.id, null]]);
  assert.equal(spool.count(), 0);
});

test('without MQTT the second way is used, and its answer counts as well', async (t) => {
  const { clock, spool, published, posted, settled, world, sender } = await rig(t);
  world.connected = false;
  const detection = detectionOf();
  await spool.put(detection);
  sender.send(detection.id);
  assert.equal(published.length, 0);
  assert.equal(posted.length, 1);
  world.overHttp = { v: 1, ids: [detection.id], refused: [] };
  await clock.advance(2_000);
  await until('settled', () => settled.length > 0);
  assert.equal(spool.count(), 0);
});

test('when the broker takes everything but nobody answers, both ways are tried', async (t) => {
  const { clock, spool, posted, sender } = await rig(t);
  const detection = detectionOf();
  await spool.put(detection);
  sender.send(detection.id);
  await clock.advance(30_000);
  assert.ok(posted.length > 0);
});

test('everything goes out at once on a connection, however long its pause was', async (t) => {
  const { clock, spool, published, world, sender } = await rig(t);
  world.connected = false;
  const all = [detectionOf(), detectionOf(), detectionOf()];
  for (const detection of all) {
    await spool.put(detection);
    sender.send(detection.id);
  }
  await clock.advance(600_000);
  world.connected = true;
  sender.sendAll();
  assert.deepEqual(
    published.map((m) => m.id),
    all.map((m) => m.id),
  );
});

test('a refusal ends the repeats and is told with its code', async (t) => {
  const { spool, settled, sender } = await rig(t);
  const detection = detectionOf();
  await spool.put(detection);
  sender.send(detection.id);
  sender.onAck({ v: 1, ids: [], refused: [{ id: detection.id, code: 'detection.malformed' }] });
  await until('settled', () => settled.length > 0);
  assert.deepEqual(settled, [[detection.id, 'detection.malformed']]);
});
