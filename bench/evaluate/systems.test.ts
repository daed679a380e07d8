import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heardAs } from './figures.ts';
import { highestWithin, pairMeans, quietPeaks, togetherScores } from './systems.ts';

const seriesOf = (values: number[], stepMs = 480) => ({
  ...{ firstMs: 1_440, stepMs },
  values: Float64Array.from(values),
});

test('the score of a moment is the mean of two looks in a row', () => {
  assert.deepEqual(
    [
      ...pairMeans(
        [
          [0, 0.2],
          [0, 0.6],
          [0, 0.4],
        ],
        1,
      ),
    ],
    [0.4, 0.5],
  );
  assert.deepEqual([...pairMeans([[1]], 0)], []);
});

test('our score of a moment is the mean of three looks, as the decision takes it', () => {
  const looks = [[0.6], [0.3], [0.6], [0]];
  const scores = [...togetherScores(looks, 0)].map((score) => score.toFixed(3));
  assert.deepEqual(scores, ['0.200', '0.300', '0.500', '0.300']);
});

test('the highest score within a span, its ends included', () => {
  const series = seriesOf([1, 5, 2, 9]);
  assert.equal(highestWithin(series, { fromMs: 1_440, toMs: 1_920 }), 5);
  assert.equal(highestWithin(series, { fromMs: 2_000, toMs: 2_500 }), 2);
  assert.equal(highestWithin(series, { fromMs: 0, toMs: 100 }), null);
});

test('peaks lie at least 8 s apart, in the quiet, and none is left out', () => {
  const values = fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 60 });
  fc.assert(
    fc.property(values, (scores) => {
      // All different, so that a peak can be found again.
      const different = scores.map((score, i) => score + i / 100);
      const series = seriesOf(different, 1_000);
      const isQuiet = (ms: number) => ms % 5_000 > 1_500;
      const peaks = quietPeaks(series, isQuiet).map((peak) => different.indexOf(peak));
      const quiet = different.flatMap((_, i) => (isQuiet(1_440 + i * 1_000) ? [i] : []));
      assert.ok(peaks.every((i) => quiet.includes(i)));
      for (const i of quiet) {
        const around = peaks.filter((p) => Math.abs(p - i) < 8);
        assert.ok(around.some((p) => (different[p] ?? 0) >= (different[i] ?? 0)));
        if (peaks.includes(i)) assert.equal(around.length, 1);
      }
    }),
  );
});

test('an event counts as its own kind when that was among the alarms', () => {
  const alarm = (kind: string, confidence = 2) => ({ kind, confidence });
  assert.equal(heardAs('scream', [alarm('cry'), alarm('scream')]), 'scream');
  assert.equal(heardAs('scream', [alarm('level', 1), alarm('cry')]), 'cry');
  assert.equal(heardAs('scream', [alarm('level', 1)]), 'level');
  assert.equal(heardAs('scream', []), 'nothing');
});
