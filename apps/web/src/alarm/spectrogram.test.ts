import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fft, peaks, spectrogram } from './spectrogram.ts';

const rate = 16_000;
const tone = (hz: number, sec: number, gain = 1) =>
  Float32Array.from(
    { length: rate * sec },
    (_, i) => gain * Math.sin((2 * Math.PI * hz * i) / rate),
  );

test('the transform agrees with the definition', () => {
  const n = 16;
  const signal = Float32Array.from({ length: n }, (_, i) => Math.sin(i) + 0.3 * Math.cos(3 * i));
  const re = Float32Array.from(signal);
  const im = new Float32Array(n);
  fft(re, im);
  for (let k = 0; k < n; k++) {
    let [sumRe, sumIm] = [0, 0];
    for (let i = 0; i < n; i++) {
      sumRe += (signal[i] ?? 0) * Math.cos((2 * Math.PI * k * i) / n);
      sumIm -= (signal[i] ?? 0) * Math.sin((2 * Math.PI * k * i) / n);
    }
    assert.ok(Math.abs((re[k] ?? 0) - sumRe) < 1e-4 && Math.abs((im[k] ?? 0) - sumIm) < 1e-4);
  }
});

test('a tone of 1 kHz stands at its bin, silence stays dark', () => {
  const { levels, bins } = spectrogram(tone(1000, 1, 0.05), 10);
  const middle = levels.subarray(5 * bins, 6 * bins);
  assert.equal(middle.indexOf(Math.max(...middle)), (1000 * 512) / rate);
  assert.equal(Math.max(...spectrogram(new Float32Array(rate), 4).levels), 0);
});

test('a quieter tone is darker', () => {
  const loud = Math.max(...spectrogram(tone(2000, 1, 0.1), 4).levels);
  const quiet = Math.max(...spectrogram(tone(2000, 1, 0.01), 4).levels);
  assert.ok(loud - quiet > 50 && quiet > 0);
});

test('peaks find a single click', () => {
  const samples = new Float32Array(1000);
  samples[505] = -0.8;
  assert.deepEqual(
    peaks(samples, 10).map((p) => p.low < -0.5),
    [false, false, false, false, false, true, false, false, false, false],
  );
});
