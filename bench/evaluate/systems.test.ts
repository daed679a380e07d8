import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { heardAs } from './figures.ts';
import { highestWithin, isOnlyByLevel, pairMeans, quietPeaks } from './systems.ts';

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

test('an alarm after one look that its class does not allow came from the level', () => {
  const heard = (...scores: number[]) => ({
    ...{ decisions: [], failures: [] },
    looks: scores.map((score) => [score, 0, score]),
  });
  assert.equal(isOnlyByLevel(heard(0, 0.4), 'scream'), true);
  assert.equal(isOnlyByLevel(heard(0, 0.4, 0.4), 'scream'), false);
  assert.equal(isOnlyByLevel(heard(0, 0.8, 0), 'bang'), false);
  assert.equal(isOnlyByLevel(heard(0, 0.6, 0), 'bang'), true);
  assert.equal(isOnlyByLevel(heard(0, 0.8), 'level'), false);
});
