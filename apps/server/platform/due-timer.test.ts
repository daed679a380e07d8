import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestClock } from '@anyuan/testkit/clock.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { pino } from 'pino';
import { makeSteadyClock } from './clock.ts';
import { makeDueTimer } from './due-timer.ts';

const log = pino({ level: 'silent' });

test('what is due but held by another is looked for again soon, not without pause', async () => {
  const clock = makeSteadyClock();
  let runs = 0;
  let held = true;
  const dueAt = clock.now() - 1;
  const timer = makeDueTimer({
    name: 'test',
    clock,
    log,
    nextDue: async () => (held ? dueAt : null),
    run: async () => {
      runs++;
      return false;
    },
  });
  timer.start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(runs > 5, `${runs} runs`);
  assert.ok(runs < 200, `${runs} runs`);
  held = false;
  await timer.stop();
});

test('a time expected while a run is in progress is kept, also when that run fails', async () => {
  const clock = makeSteadyClock();
  const ranAt: number[] = [];
  let finish = (): void => {};
  const timer = makeDueTimer({
    name: 'test',
    clock,
    log,
    pollMs: 60_000,
    nextDue: async () => null,
    run: async () => {
      ranAt.push(clock.now());
      if (ranAt.length > 1) return false;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      throw new Error('the database is away');
    },
  });
  timer.start();
  await soon(() => assert.equal(ranAt.length, 1));
  timer.expect(clock.now() + 100);
  finish();
  await soon(() => assert.equal(ranAt.length, 2), 1000);
  await timer.stop();
});

test('where all is dated a poll asks what is due and runs only that; a wake runs', async () => {
  const clock = makeTestClock(0);
  let asked = 0;
  let runs = 0;
  let dueAt: number | null = null;
  const timer = makeDueTimer({
    name: 'test',
    clock,
    log,
    isAllDated: true,
    nextDue: async () => {
      asked++;
      return dueAt;
    },
    run: async () => {
      runs++;
      dueAt = null;
      return false;
    },
  });
  timer.start();
  await clock.advance(10_000);
  assert.deepEqual([runs, asked], [1, 11], 'at the start, and never by a poll');
  dueAt = 10_500;
  await clock.advance(1000);
  assert.equal(runs, 2, 'the next poll finds what nobody told');
  timer.wake();
  await timer.idle();
  assert.equal(runs, 3);
  await timer.stop();
});
