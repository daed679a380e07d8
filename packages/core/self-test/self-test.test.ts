import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SelfTestBaseline } from '@anyuan/contracts/self-test.ts';
import fc from 'fast-check';
import { chirpSamples, makeChirp } from './chirp.ts';
import { judgeSelfTest, learnBaseline } from './judge.ts';
import { correlate } from './matched-filter.ts';
import { measureChirp } from './measure.ts';
import { selfTestDue } from './schedule.ts';

const playedAt = 12_800;
const withinSamples = 48_000;

/** Noise of a seed, uniform, -1..1. */
function noise(seed: number, length: number): Float32Array {
  let state = seed | 1;
  return Float32Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return (((state >>> 8) / 2 ** 23) % 2) - 1;
  });
}

function room(options: {
  seed: number;
  noise: number;
  gain: number;
  at: number;
  dull?: number;
  offset?: number;
}): Float32Array {
  const pcm = noise(options.seed, playedAt + withinSamples + 2 * chirpSamples);
  let dulled = 0;
  for (const [i, value] of makeChirp().entries()) {
    dulled += (1 - (options.dull ?? 0)) * (value - dulled);
    const at = playedAt + options.at + i;
    pcm[at] = (pcm[at] ?? 0) * options.noise + dulled * options.gain;
  }
  const from = playedAt + options.at;
  return pcm.map((value, i) => {
    const heard = i >= from && i < from + chirpSamples ? value : value * options.noise;
    return Math.max(-1, Math.min(1, heard + (options.offset ?? 0)));
  });
}
const measure = (pcm: Float32Array) => measureChirp({ pcm, playedAt, withinSamples });
const quiet = { seed: 5, noise: 0.003, gain: 0.2, at: 4_000 };
const learned = (): SelfTestBaseline => {
  let baseline: SelfTestBaseline | null = null;
  for (let seed = 1; seed <= 7; seed += 1) {
    const judged = {
      measures: measure(room({ ...quiet, seed })),
      heard: true,
      words: null,
      baseline,
    };
    baseline = learnBaseline(judged, judgeSelfTest(judged));
  }
  assert.equal(baseline?.runs, 7);
  return baseline as SelfTestBaseline;
};
const judge = (pcm: Float32Array, heard = true) =>
  judgeSelfTest({ measures: measure(pcm), heard, words: null, baseline: learned() });

test('the transform correlates as the sum does', () => {
  const [a, b] = [noise(3, 40_000), noise(4, 700)];
  const fast = correlate(a, b);
  assert.equal(fast.length, 39_301);
  for (const lag of [0, 1, 17_000, 32_069, 39_300]) {
    const slow = b.reduce((sum, value, i) => sum + value * (a[lag + i] ?? 0), 0);
    assert.ok(Math.abs((fast[lag] ?? 0) - slow) < 1e-6, `${lag}`);
  }
});

test('the chirp is found where it is, as loud as it is, in any noise below 10 dB over it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 0, max: withinSamples }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (seed, at, gain, share) => {
        const m = measure(room({ seed, at, gain, noise: share * gain * 0.7 }));
        assert.ok(m.delayMs !== null && Math.abs(m.delayMs - at / 16) <= 1, JSON.stringify(m));
        assert.ok(Math.abs((m.levelDb ?? 0) - 20 * Math.log10(gain)) < 1, JSON.stringify(m));
      },
    ),
    { numRuns: 25 },
  );
});

test('noise without a chirp is never taken for one', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.nat(withinSamples),
      (seed, level, slam) => {
        const pcm = noise(seed, playedAt + withinSamples + chirpSamples).map((v) => v * level);
        // A door, in the middle of it.
        for (let i = 0; i < 3_000; i += 1) {
          const at = playedAt + slam + i;
          pcm[at] = (pcm[at] ?? 0) + Math.sin(i * i) * Math.exp(-i / 800);
        }
        assert.equal(measure(pcm).levelDb, null);
      },
    ),
    { numRuns: 40 },
  );
});

test('each thing that breaks has its name, and a good night has none', () => {
  assert.deepEqual(judge(room(quiet)), []);
  assert.deepEqual(judge(room({ ...quiet, gain: 0.07 })), ['microphone.drift']);
  assert.deepEqual(judge(room({ ...quiet, gain: 0.12 })), []);
  assert.deepEqual(judge(room({ ...quiet, dull: 0.9 })), ['microphone.blocked']);
  assert.deepEqual(judge(room({ ...quiet, gain: 0 })), ['speaker.unheard']);
  assert.deepEqual(judge(room({ ...quiet, gain: 0, noise: 0 })), ['microphone.blocked']);
  assert.deepEqual(judge(room({ ...quiet, gain: 0, noise: 0.0004 })), ['microphone.blocked']);
  assert.ok(judge(room({ ...quiet, gain: 2.5 })).includes('microphone.clipping'));
  assert.deepEqual(judge(room({ ...quiet, offset: 0.1 })), ['microphone.offset']);
});

test('a model that names nothing is deaf on the third night, and well when it names something', () => {
  let baseline: SelfTestBaseline | null = learned();
  const night = (heard: boolean, words: boolean | null = null) => {
    const judged = { measures: measure(room(quiet)), heard, words, baseline };
    const findings = judgeSelfTest(judged);
    baseline = learnBaseline(judged, findings);
    return findings;
  };
  assert.deepEqual([night(false), night(false)], [[], []]);
  assert.deepEqual(night(false), ['detector.deaf']);
  assert.deepEqual(night(false), ['detector.deaf']);
  assert.deepEqual([night(true), night(false)], [[], []]);
  // A phrase that was never named here, or is not listened for, is no fault; one that once was, is.
  assert.deepEqual(
    [1, 2, 3, 4].map(() => night(true, false).length),
    [0, 0, 0, 0],
  );
  assert.deepEqual(night(true, true), []);
  assert.deepEqual([night(true, false), night(true, null), night(true, false)], [[], [], []]);
  assert.deepEqual(night(true, false), ['words.deaf']);
  assert.deepEqual(night(true, null), ['words.deaf'], 'a list without the phrase proves nothing');
  assert.deepEqual(night(true, true), []);
});

test('a bad night teaches nothing, and a slow drift is not followed', () => {
  const baseline = learned();
  const bad = {
    measures: measure(room({ ...quiet, gain: 0.07 })),
    heard: true,
    words: null,
    baseline,
  };
  assert.equal(learnBaseline(bad, judgeSelfTest(bad)), baseline);
  let drifting: SelfTestBaseline | null = baseline;
  const levels = [0.18, 0.16, 0.14, 0.12, 0.1, 0.08];
  const findings = levels.map((gain) => {
    const judged = {
      measures: measure(room({ ...quiet, gain })),
      heard: true,
      words: null,
      baseline: drifting,
    };
    const found = judgeSelfTest(judged);
    drifting = learnBaseline(judged, found);
    return found.length;
  });
  assert.deepEqual(findings, [0, 0, 0, 0, 0, 1]);
});

test('due once in its night, whatever the minute it is asked in', () => {
  const day = Date.parse('2026-09-16T00:00:00+08:00');
  const settings = { atMinute: 190, timeZone: 'Asia/Shanghai', startedAt: day - 3_600_000 };
  for (const terminalId of ['a', 'b', 'c', 'd']) {
    let lastAt: number | null = null;
    const runs: number[] = [];
    for (let now = day; now < day + 3 * 86_400_000; now += 60_000) {
      if (!selfTestDue({ ...settings, now, lastAt, terminalId })) continue;
      lastAt = now;
      runs.push(((now - day) / 60_000) % 1_440);
    }
    assert.equal(runs.length, 3);
    assert.ok(runs.every((minute) => minute >= 190 && minute < 206));
  }
  const off = { ...settings, atMinute: null, now: day, lastAt: null, terminalId: 'a' };
  assert.equal(selfTestDue(off), false);
});

test('who starts a terminal in the night may try it before it tests itself', () => {
  const startedAt = Date.parse('2026-09-16T03:30:00+08:00');
  const about = { atMinute: 190, timeZone: 'Asia/Shanghai', lastAt: null, terminalId: 'a' };
  const at = (minutes: number) =>
    selfTestDue({ ...about, startedAt, now: startedAt + minutes * 60_000 });
  assert.deepEqual([at(0), at(14), at(15)], [false, false, true]);
});
