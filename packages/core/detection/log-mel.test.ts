import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hopFrames, hopSamples, makeLogMel, melBins, melFrames, windowSamples } from './log-mel.ts';

type Golden = { stride: number; cases: Record<string, number[]> };

const golden = JSON.parse(
  readFileSync(new URL('./golden/log-mel.json', import.meta.url), 'utf8'),
) as Golden;

/** The signals of golden_signals() in training/log_mel.py, made again from their formulas. */
function makeSignals(): Record<string, Float32Array> {
  let state = 1;
  const noise = Float32Array.from({ length: windowSamples }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * 0.1;
  });
  const of = (f: (sec: number) => number) =>
    Float32Array.from({ length: windowSamples }, (_, i) => f(i / 16_000));
  return {
    noise,
    glide: of((t) => 0.5 * Math.sin(2 * Math.PI * (300 * t + 1200 * t * t))),
    clipped: of((t) => Math.max(-1, Math.min(1, 3 * Math.sin(2 * Math.PI * 440 * t)))),
    silence: new Float32Array(windowSamples),
  };
}

test('the picture is the one the model was trained on', () => {
  const logMel = makeLogMel();
  const signals = makeSignals();
  assert.deepEqual(Object.keys(golden.cases), Object.keys(signals));
  for (const [name, expected] of Object.entries(golden.cases)) {
    const picture = logMel.compute(signals[name]!);
    const seen = picture.filter((_, i) => i % golden.stride === 0);
    assert.equal(seen.length, expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - seen[i]!)));
    assert.ok(worst < 1e-3, `${name} is off by ${worst}`);
  }
});

test('a broken microphone still gives a finite picture', () => {
  const logMel = makeLogMel();
  const broken = [NaN, Infinity, -Infinity, 1e30, -5].map((value) =>
    new Float32Array(windowSamples).fill(value),
  );
  for (const pcm of broken) assert.ok(logMel.compute(pcm).every(Number.isFinite));
});

test('a window in a longer buffer is read where it lies, and frames do not leak', () => {
  const logMel = makeLogMel();
  const { glide, noise } = makeSignals();
  const long = new Float32Array(windowSamples * 2);
  long.set(glide!, 1000);
  const first = logMel.compute(glide!, new Float32Array(melFrames * melBins));
  logMel.compute(noise!);
  assert.deepEqual(logMel.compute(long.subarray(1000, 1000 + windowSamples)), first);
});

test('a window takes over the frames it shares with the one before', () => {
  const logMel = makeLogMel();
  const { noise } = makeSignals();
  const long = new Float32Array(windowSamples + hopSamples);
  long.set(noise!.subarray(0, hopSamples), windowSamples);
  long.set(noise!);
  const next = long.subarray(hopSamples);
  const sliding = logMel.compute(noise!, new Float32Array(melFrames * melBins));
  sliding.copyWithin(0, hopFrames * melBins);
  assert.deepEqual(logMel.compute(next, sliding, melFrames - hopFrames), logMel.compute(next));
});

test('a wrong length is refused', () => {
  const logMel = makeLogMel();
  assert.throws(() => logMel.compute(new Float32Array(100)), RangeError);
  assert.throws(
    () => logMel.compute(new Float32Array(windowSamples), new Float32Array(3)),
    RangeError,
  );
});
