import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  auc,
  poissonCdf,
  poissonInterval,
  rateOf,
  recallAt,
  shareOf,
  thresholdAt,
  wilson,
} from './statistics.ts';

const near = (actual: number | undefined, expected: number, by = 5e-4) =>
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < by,
    `${actual} is not ${expected}`,
  );

test('Wilson intervals are the published ones', () => {
  // Newcombe 1998, table I, method 3.
  const known: [number, number, number, number][] = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ];
  for (const [hits, of, low, high] of known) {
    const interval = wilson(hits, of);
    near(interval?.[0], low);
    near(interval?.[1], high);
  }
  assert.equal(wilson(0, 0), null);
  assert.deepEqual(shareOf(0, 0), { hits: 0, of: 0, value: null, interval: null });
});

test('exact Poisson intervals are the published ones', () => {
  // Garwood 1936 as tabulated, two-sided 95 %.
  const known: [number, number, number][] = [
    [0, 0, 3.689],
    [1, 0.0253, 5.572],
    [5, 1.623, 11.668],
    [10, 4.795, 18.39],
    [100, 81.364, 121.627],
  ];
  for (const [count, low, high] of known) {
    near(poissonInterval(count)[0], low, 2e-3);
    near(poissonInterval(count)[1], high, 2e-3);
  }
  assert.deepEqual(rateOf(3, 0), { count: 3, hours: 0, perHour: null, interval: null });
  near(rateOf(0, 2).interval?.[1], 1.8444);
  near(poissonCdf(2, 3), 0.4232);
});

const scores = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 25 });

test('AUC is the share of pairs in order, ties half', () => {
  assert.equal(auc([3, 4], [1, 2]), 1);
  assert.equal(auc([1], [1]), 0.5);
  assert.equal(auc([], [1]), null);
  fc.assert(
    fc.property(scores, scores, (events, quiet) => {
      let sum = 0;
      for (const e of events) for (const q of quiet) sum += e > q ? 1 : e === q ? 0.5 : 0;
      const expected = events.length * quiet.length === 0 ? null : sum;
      const actual = auc(events, quiet);
      if (expected === null || actual === null) return expected === actual;
      return Math.abs(actual - sum / events.length / quiet.length) < 1e-9;
    }),
  );
});

test('recall at a rate by hand', () => {
  const quiet = [0.9, 0.5, 0.4, 0.1];
  assert.equal(thresholdAt({ quiet, hours: 1, perHour: 1 }), 0.5);
  // 0.5 ties with the second quiet clip: counting it would be a second false alarm.
  assert.equal(recallAt({ events: [0.95, 0.6, 0.5], quiet, hours: 1, perHour: 1 }).hits, 2);
  assert.equal(recallAt({ events: [0.95, 0.6], quiet, hours: 0.9, perHour: 1 }).hits, 1);
  assert.equal(recallAt({ events: [0.5], quiet: [], hours: 0, perHour: 1 }).value, null);
});

test('recall at a rate is the best of all thresholds that keep the rate', () => {
  const hours = fc.integer({ min: 1, max: 36 }).map((quarters) => quarters / 4);
  fc.assert(
    fc.property(scores, scores, hours, (events, quiet, h) => {
      if (quiet.length === 0) return true;
      let best = 0;
      for (let t = 0; t <= 13; t += 1) {
        const alarms = quiet.filter((score) => score >= t).length;
        if (alarms <= h) best = Math.max(best, events.filter((score) => score >= t).length);
      }
      return recallAt({ events, quiet, hours: h, perHour: 1 }).hits === best;
    }),
  );
});
