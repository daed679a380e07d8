import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resample } from './resample.ts';

const sine = (hz: number, rateHz: number, sec: number) =>
  Float32Array.from({ length: Math.round(rateHz * sec) }, (_, i) =>
    Math.sin((2 * Math.PI * hz * i) / rateHz),
  );

/** Signal to noise of `got` against the ideal, dB, away from the ends. */
function snrDb(got: Float32Array, ideal: Float32Array): number {
  let signal = 0;
  let noise = 0;
  for (let i = 400; i < Math.min(got.length, ideal.length) - 400; i += 1) {
    const wanted = ideal[i] ?? 0;
    signal += wanted ** 2;
    noise += ((got[i] ?? 0) - wanted) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

const rates = [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000];

test('sines of the pass band come through clean at every usual rate', () => {
  for (const rateHz of rates) {
    for (const hz of [200, 1_000, 3_000, 6_500].filter((f) => f < rateHz * 0.42)) {
      const got = resample(sine(hz, rateHz, 0.5), rateHz, 16_000);
      assert.ok(Math.abs(got.length - 8_000) <= 1);
      const snr = snrDb(got, sine(hz, 16_000, 0.5));
      assert.ok(snr > 75, `${hz} Hz at ${rateHz}: ${snr.toFixed(1)} dB`);
    }
  }
});

test('what lies above 8 kHz is removed, not folded into the speech band', () => {
  for (const [rateHz, hz] of [
    [44_100, 9_000],
    [48_000, 12_000],
    [48_000, 15_500],
    [96_000, 40_000],
  ] as const) {
    const got = resample(sine(hz, rateHz, 0.5), rateHz, 16_000).subarray(400, 7_600);
    const peak = got.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    assert.ok(peak < 1e-4, `${hz} Hz at ${rateHz} leaves ${peak}`);
  }
});

test('a constant stays the same, nothing stays nothing, a wild rate is refused', () => {
  const flat = resample(new Float32Array(4_410).fill(0.5), 44_100, 16_000);
  assert.ok(flat.subarray(200, 1_400).every((value) => Math.abs(value - 0.5) < 1e-3));
  assert.equal(resample(new Float32Array(0), 48_000, 16_000).length, 0);
  assert.throws(() => resample(new Float32Array(1), 0, 16_000), RangeError);
  assert.throws(() => resample(new Float32Array(1), 44_100.5, 16_000), RangeError);
});
