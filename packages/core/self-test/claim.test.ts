import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTestSound } from './claim.ts';

const rateHz = 16_000;
const at = (sec: number) => sec * rateHz;
/** Played from 10 s on, the sound to be named from 14 s on, over at 25 s. */
const claim = { fromSample: at(9), soundSample: at(14), toSample: at(25) };
const heard = (beganSec: number, decidedSec: number) =>
  isTestSound({ beganSample: at(beganSec), decidedSample: at(decidedSec) }, claim);

test('what begins with the test sound is the test, what begins after it is not', () => {
  assert.equal(heard(14.1, 14.9), true);
  assert.equal(heard(9.2, 10.5), true);
  assert.equal(heard(25.5, 26.2), false);
});

test('a scream that was under way when the test began stays an alarm', () => {
  assert.equal(heard(8.7, 9.5), false);
  assert.equal(heard(8.7, 10.4), false);
});

test('a murmur from before that counts only under the test sound wakes nobody', () => {
  assert.equal(heard(8.5, 14.7), true);
  assert.equal(heard(2, 15), true);
});

test('a murmur from before that counts only after the test is an alarm', () => {
  assert.equal(heard(8.5, 25.1), false);
});
