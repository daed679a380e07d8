import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import fc from 'fast-check';
import { enrol, enrolmentSettings } from './enrol.ts';

const phrases = defaultPhrases.slice(0, 1);
const thresholdOf = (said: number[], background: number[]) =>
  enrol(phrases, {
    said: new Map([['救命', said]]),
    background: new Map([['救命', background]]),
  })[0]?.threshold;
const quiet = Array.from({ length: 60 }, () => 0.1);

test('voices that score low get a lower threshold, as far as the background allows', () => {
  const said = [0.4, 0.42, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 0.9];
  assert.equal(thresholdOf(said, quiet), 0.4);
  assert.equal(thresholdOf(said, [...quiet, 0.46]), 0.48);
});

test('with little background nothing becomes easier, with few clips nothing changes', () => {
  assert.equal(thresholdOf([0.4, 0.4, 0.4, 0.4, 0.4, 0.4], quiet.slice(0, 5)), 0.5);
  assert.equal(thresholdOf([0.4, 0.4], quiet), 0.5);
});

test('a threshold stays within its bounds whatever was recorded', () => {
  const scores = fc.array(fc.double({ min: 0, max: 1 }), { maxLength: 80 });
  fc.assert(
    fc.property(scores, scores, (said, background) => {
      const threshold = thresholdOf(said, background) ?? 0;
      assert.ok(threshold >= enrolmentSettings.low && threshold <= enrolmentSettings.high);
    }),
  );
});
