import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill } from './words.ts';

test('values fill their places; a name nobody gave stays visible', () => {
  assert.equal(fill('{a} of {b}, {c}', { a: 1, b: 'x' }), '1 of x, {c}');
  assert.equal(fill('{a}'), '{a}');
});

test('a word goes with its number: one of one, many of none and of more', () => {
  const text = '{n} {n|address|addresses} of {m} {m|person|people}';
  assert.equal(fill(text, { n: 1, m: 2 }), '1 address of 2 people');
  assert.equal(fill(text, { n: 0, m: '1' }), '0 addresses of 1 person');
  assert.equal(fill('{n|It has|They have}', { m: 1 }), '{n|It has|They have}');
});
