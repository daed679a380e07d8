import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile, seededRandom, spreadOf } from './statistics.ts';

test('percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile([], 0.5), null);
  assert.deepEqual(spreadOf([3, 1, 2]), { count: 3, p50: 2, p90: 3, p99: 3, max: 3 });
});

test('the same seed gives the same moments', () => {
  const [a, b] = [seededRandom(7), seededRandom(7)];
  const values = Array.from({ length: 5 }, a);
  assert.deepEqual(values, Array.from({ length: 5 }, b));
  assert.ok(values.every((v) => v >= 0 && v < 1));
});
