import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circlesOf } from './circles.ts';

const circlesIn = (imports: Record<string, string[]>) =>
  circlesOf(new Map(Object.entries(imports)));

test('two files, or more through each other, are one circle; what they lead to is none', () => {
  assert.deepEqual(circlesIn({ a: ['b', 'x'], b: ['a'], c: ['a'], x: [] }), [['a', 'b']]);
  assert.deepEqual(circlesIn({ a: ['b'], b: ['c', 'd'], c: ['a'], d: ['e'], e: ['d'] }), [
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('two ways to one file, and imports of what is not looked at, are no circle', () => {
  assert.deepEqual(circlesIn({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['zod'] }), []);
});
