import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { halved, pitchOf, pitchRateHz, pitchWindow } from './pitch.ts';

/** A voice-like tone: ten harmonics that fall by 6 dB an octave. */
const voice = (hz: number, rate = pitchRateHz, samples = pitchWindow) =>
  Float32Array.from({ length: samples }, (_, i) => {
    let sum = 0;
    for (let k = 1; k <= 10 && k * hz < rate / 2; k += 1) {
      sum += Math.sin((2 * Math.PI * k * hz * i) / rate + k) / k;
    }
    return sum * 0.2;
  });

const noise = (samples: number) => {
  let seed = 7;
  return Float32Array.from({ length: samples }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 1_073_741_823 - 1;
  });
};

test('tones from a low man to a screaming child have their pitch, within half a semitone', () => {
  for (const hz of [95, 120, 180, 250, 333, 440, 620]) {
    const found = pitchOf(voice(hz)).hz;
    assert.ok(Math.abs(12 * Math.log2(found / hz)) < 0.5, `${hz} was taken for ${found}`);
  }
});

test('noise, silence, a constant and what is no number have no pitch', () => {
  assert.equal(pitchOf(noise(pitchWindow)).hz, 0);
  assert.ok(pitchOf(noise(pitchWindow)).aperiodicity > 0.4);
  for (const value of [0, 0.3, Number.NaN]) {
    assert.equal(pitchOf(new Float32Array(pitchWindow).fill(value)).hz, 0, `${value}`);
  }
});

test('two voices at once are less periodic than one', () => {
  const one = voice(210);
  const two = one.map((value, i) => value + (voice(287)[i] ?? 0));
  assert.ok(pitchOf(two).aperiodicity > pitchOf(one).aperiodicity + 0.1);
});

test('halving keeps the pitch of what was recorded at 16 kHz', () => {
  const found = pitchOf(halved(voice(200, 16_000, pitchWindow * 2))).hz;
  assert.ok(Math.abs(found - 200) < 3, `${found}`);
});

test('whatever is given, a pitch is a number in its range or 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: false }), { minLength: pitchWindow, maxLength: pitchWindow }),
      (values) => {
        const { hz, aperiodicity } = pitchOf(Float32Array.from(values));
        assert.ok(hz === 0 || (hz > 80 && hz < 900), `${hz}`);
        assert.ok(Number.isFinite(aperiodicity));
      },
    ),
    { numRuns: 50 },
  );
});
