import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { poissonRate, wilson } from './statistics.ts';
import { type Experience, suggest } from './suggest.ts';

const near = (is: number | undefined, wanted: number) =>
  assert.ok(Math.abs((is ?? Number.NaN) - wanted) < 5e-4, `${is} is not ${wanted}`);

test('intervals are those of the tables', () => {
  const share = wilson(8, 10);
  near(share?.low, 0.4902);
  near(share?.high, 0.9433);
  near(wilson(0, 10)?.high, 0.2775);
  // Garwood's table: 0 -> 3.689, 3 -> 0.6187..8.7673, 10 -> 4.7954..18.3904.
  near(poissonRate(0, 1)?.high, 3.6889);
  near(poissonRate(3, 1)?.low, 0.6187);
  near(poissonRate(3, 1)?.high, 8.7673);
  near(poissonRate(10, 2)?.low, 4.7954 / 2);
  near(poissonRate(10, 2)?.high, 18.3904 / 2);
  assert.equal(wilson(0, 0), null);
  assert.equal(poissonRate(3, 0), null);
});

const score = fc.double({ min: 0.3, max: 1, noNaN: true });
const experience: fc.Arbitrary<Experience> = fc.record({
  falseScores: fc.array(score, { maxLength: 30 }),
  trueScores: fc.array(score, { maxLength: 10 }),
  drills: fc.nat(12),
  drillsHeard: fc.nat(12),
  weeks: fc.integer({ min: 1, max: 13 }),
  threshold: fc.constant(0.34),
  shift: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
});

test('no suggestion would surely have missed anything real, and none leaves the range', () => {
  fc.assert(
    fc.property(experience, (e) => {
      const made = suggest({ ...e, drillsHeard: Math.min(e.drills, e.drillsHeard) });
      if (made === null) return;
      assert.ok(made.shift >= -0.5 && made.shift <= 0.5);
      assert.equal(made.loses, 0);
      if (made.shift > e.shift) assert.ok(made.removes * 2 >= e.falseScores.length);
    }),
    { numRuns: 2_000 },
  );
});

test('many weak false alarms: hear less; missed drills in a quiet place: hear more; else nothing', () => {
  const usual = { drills: 0, drillsHeard: 0, weeks: 4, threshold: 0.34, shift: 0 };
  const weak = [0.36, 0.37, 0.38, 0.41, 0.36, 0.8];
  assert.deepEqual(suggest({ ...usual, falseScores: weak, trueScores: [0.9] }), {
    shift: 0.05,
    removes: 4,
    loses: 0,
  });
  assert.equal(suggest({ ...usual, falseScores: weak, trueScores: [0.37] }), null);
  assert.equal(suggest({ ...usual, falseScores: [0.36], trueScores: [] }), null);
  const missed = { ...usual, falseScores: [], trueScores: [], drills: 6, drillsHeard: 2 };
  assert.equal(suggest(missed)?.shift, -0.05);
});
