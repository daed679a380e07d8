import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { daysLeft, growthPerDay } from './growth.ts';

test('a steady growth is found whatever days are missing', () => {
  const days = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_100 }), { minLength: 2 });
  fc.assert(
    fc.property(days, fc.integer({ min: -1e6, max: 1e6 }), (list, perDay) => {
      const samples = list.map((day) => ({ day, bytes: 5e9 + perDay * (day - 20_000) }));
      assert.ok(Math.abs((growthPerDay(samples) ?? Number.NaN) - perDay) < 1);
    }),
  );
});

test('one day says nothing; what shrinks never fills the disk', () => {
  assert.equal(growthPerDay([{ day: 1, bytes: 5 }]), null);
  assert.equal(daysLeft(100, [null]), null);
  assert.equal(daysLeft(100, [-5, 2]), null);
  assert.equal(daysLeft(100, [null, 30]), 3);
});
