import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reason } from '@anyuan/contracts/detection.ts';
import fc from 'fast-check';
import type { Observation } from '../detection/branch.ts';
import { emptyWordsState, hearWords, type PhraseDecision, withWords, wordsRule } from './fuse.ts';

const said = (label: string, toMs: number, score = 0.8): Observation => ({
  ...{ branch: 'words', kind: 'phrase', label, score, fromMs: toMs - 700, toMs },
});

/** Everything that is decided about these, one moment after the other. */
function decideAll(looks: Observation[][], soundDecidedMs = {}): PhraseDecision[] {
  let state = emptyWordsState;
  return looks.flatMap((observations) => {
    const step = hearWords({ state, observations, soundDecidedMs, rule: wordsRule });
    state = step.state;
    return step.decisions;
  });
}

test('a phrase alone is reported and wakes nobody', () => {
  const [only, ...more] = decideAll([[said('救命', 1000)]]);
  assert.equal(only?.confidence, 1);
  assert.deepEqual(only?.reasons[0], { branch: 'words', label: '救命', score: 0.8, windows: 1 });
  assert.deepEqual(more, []);
});

test('a phrase from the production engine calls people alone', () => {
  const [only] = decideAll([[{ ...said('救命', 1000), trusted: true }]]);
  assert.equal(only?.confidence, 2);
  const both = decideAll([[said('救命', 1000)], [{ ...said('救命', 1300), trusted: true }]]);
  assert.deepEqual(
    both.map((d) => d.confidence),
    [1, 2],
  );
});

test('a repeat or another phrase within ten seconds makes it likely', () => {
  const twice = decideAll([[said('救命', 1000)], [said('救命', 4000)]]);
  assert.deepEqual(
    twice.map((d) => d.confidence),
    [1, 3],
  );
  assert.equal(twice[1]?.beganMs, 300);
  const two = decideAll([[said('别打我', 1000)], [said('来人啊', 10_500)]]);
  assert.deepEqual(
    two.map((d) => d.confidence),
    [1, 3],
  );
  const far = decideAll([[said('别打我', 1000)], [said('来人啊', 15_000)]]);
  assert.deepEqual(
    far.map((d) => d.confidence),
    [1, 1],
  );
});

test('phrases inside each other and looks at the same words are one utterance', () => {
  const looks = [
    [said('救命', 1000)],
    [said('救命', 1240), said('救命啊', 1240, 0.9)],
    [said('救命啊', 1480, 0.9)],
  ];
  assert.deepEqual(
    decideAll(looks).map((d) => d.confidence),
    [1],
  );
});

test('a scream, shout or cry before makes a phrase likely, and a phrase makes them likely', () => {
  assert.equal(decideAll([[said('救命', 5000)]], { scream: 1000 })[0]?.confidence, 3);
  assert.equal(decideAll([[said('救命', 5000)]], { bang: 1000 })[0]?.confidence, 1);
  const { state } = hearWords({
    ...{ state: emptyWordsState, observations: [said('救命', 1000)], soundDecidedMs: {} },
    rule: wordsRule,
  });
  const scream = {
    ...{ kind: 'scream', confidence: 2, beganMs: 2000, decidedMs: 3000 },
    reasons: [{ branch: 'sound', label: 'scream', score: 0.9 }],
  } as { kind: 'scream'; confidence: 2; decidedMs: number; reasons: Reason[] };
  const fused = withWords(scream, { state, rule: wordsRule });
  assert.equal(fused.confidence, 3);
  assert.equal(fused.reasons[1]?.label, '救命');
  const late = withWords({ ...scream, decidedMs: 30_000 }, { state, rule: wordsRule });
  assert.equal(late.confidence, 2);
});

test('below the threshold nothing is heard; what is no number is nothing', () => {
  const broken = { ...said('救命', 1000), score: Number.NaN };
  assert.deepEqual(decideAll([[said('救命', 1000, 0.49)], [broken]]), []);
});

test('whatever is said: never more than 3, single utterances never wake', () => {
  const look = fc.record({
    at: fc.integer({ min: 0, max: 60_000 }),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 20 }), (looks) => {
      const sorted = [...looks].sort((a, b) => a.at - b.at);
      const heard = sorted.filter(({ score }) => score >= wordsRule.high);
      const decisions = decideAll(sorted.map(({ at, score }) => [said('救命', at + 700, score)]));
      assert.ok(decisions.every((d) => d.confidence <= 3));
      if (heard.length === 1) assert.ok(decisions.every((d) => d.confidence === 1));
      if (heard.length > 0) assert.ok(decisions.length > 0);
    }),
  );
});
