import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coarse } from './coarse.ts';

test('what is sent without an alarm tells a hundred metres, not a room', () => {
  const exact = { latitude: 39.744123, longitude: 98.511345, accuracyM: 8 };
  assert.deepEqual(coarse(exact), { latitude: 39.744, longitude: 98.511, accuracyM: 120 });
  assert.equal(coarse({ ...exact, accuracyM: 900 }).accuracyM, 900);
});
