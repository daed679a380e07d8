import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inTurn } from './check.ts';

test('what fails beside a longer piece of work is counted', async () => {
  const work = (ms: number, failed: number) => async () => {
    await setTimeout(ms);
    return { passed: 1 - failed, failed, failures: failed === 0 ? [] : [`after ${ms}`] };
  };
  const counts = await inTurn([work(30, 0), work(1, 1), work(10, 0)], 2);
  assert.deepEqual(counts, { passed: 2, failed: 1, failures: ['after 1'] });
});
