import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestClock, settle } from './clock.ts';

test('timers run in order, each at its own time, and may set further timers', async () => {
  const clock = makeTestClock(1_000);
  const seen: string[] = [];
  clock.setTimer(3_000, () => seen.push(`late ${clock.now()}`));
  clock.setTimer(2_000, () => {
    seen.push(`early ${clock.now()}`);
    Promise.resolve().then(() => clock.setTimer(2_500, () => seen.push(`nested ${clock.now()}`)));
  });
  await clock.advance(1_999);
  assert.deepEqual(seen, ['early 2000', 'nested 2500']);
  await clock.advance(1);
  assert.deepEqual(seen, ['early 2000', 'nested 2500', 'late 3000']);
  assert.equal(clock.now(), 3_000);
});

test('a cancelled timer stays silent; a timer of the past runs by itself, at once', async () => {
  const clock = makeTestClock(1_000);
  let ran = 0;
  clock
    .setTimer(1_500, () => {
      ran += 1;
    })
    .cancel();
  clock.setTimer(10, () => {
    ran += 10;
  });
  assert.equal(ran, 0);
  await settle();
  assert.equal(ran, 10);
  assert.deepEqual(clock.pending(), []);
  assert.equal(clock.now(), 1_000);
});
