import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeFramer } from './frames.ts';
import { makeQuarrelBranch } from './quarrel.ts';
import {
  emptyQuarrelState,
  hearQuarrel,
  type QuarrelDecision,
  quarrelRule,
} from './quarrel-rule.ts';

const rate = 16_000;

interface Voice {
  hz: number;
  /** Semitones that the pitch travels up and down within each syllable. */
  travel: number;
  /** Harmonics fall with k ** -tilt: a small tilt is an effort. */
  tilt: number;
  syllablesPerSec: number;
  level: number;
}

const calm: Voice = { hz: 180, travel: 1, tilt: 2.4, syllablesPerSec: 3, level: 0.1 };
const heated: Voice = { hz: 300, travel: 7, tilt: 0.5, syllablesPerSec: 6, level: 0.3 };

/** Synthetic syllables: harmonics under an envelope, with faint noise. */
function speech(voice: Voice, seconds: number): Float32Array {
  let phase = 0;
  let seed = 3;
  return Float32Array.from({ length: seconds * rate }, (_, i) => {
    const beat = ((i / rate) * voice.syllablesPerSec) % 1;
    const bend = voice.travel * Math.sin((2 * Math.PI * 0.7 * i) / rate);
    phase += (voice.hz * 2 ** (bend / 12)) / rate;
    let sum = 0;
    for (let k = 1; k <= 14; k += 1) sum += Math.sin(2 * Math.PI * k * phase) / k ** voice.tilt;
    seed = (seed * 48_271) % 2_147_483_647;
    const hiss = (seed / 1_073_741_823 - 1) * 1e-3;
    return voice.level * Math.sin(Math.PI * beat) ** 2 * sum + hiss;
  });
}

function scoresOf(pcm: Float32Array, ownSound = () => false): number[] {
  const branch = makeQuarrelBranch({ ownSound });
  return makeFramer(branch)
    .push(pcm)
    .map((window) => {
      const [o] = branch.look(window) as { score: number }[];
      return o?.score ?? -1;
    });
}

test('heated voices score high, calm ones, tones, noise and silence do not', () => {
  assert.ok((scoresOf(speech(heated, 6)).at(-1) ?? 0) > 0.7);
  assert.ok(Math.max(...scoresOf(speech(calm, 6))) < 0.2);
  const sounds = {
    silence: () => 0,
    constant: () => 0.5,
    broken: () => Number.NaN,
    tone: (i: number) => 0.4 * Math.sin(i / 9),
  };
  for (const [name, sample] of Object.entries(sounds)) {
    const pcm = Float32Array.from({ length: 5 * rate }, (_, i) => sample(i));
    assert.ok(Math.max(...scoresOf(pcm)) < 0.5, name);
  }
});

test('what is hardly over the floor, or comes from the device itself, is no quarrel', () => {
  assert.ok(Math.max(...scoresOf(speech({ ...heated, level: 0.0008 }, 6))) < 0.1);
  assert.equal(Math.max(...scoresOf(speech(heated, 6), () => true)), 0);
});

/** Decisions about one score every half second. */
function decideAll(
  scores: readonly number[],
  about: { levelMs?: number; isExplained?: boolean } = {},
) {
  let state = emptyQuarrelState;
  const decisions: QuarrelDecision[] = [];
  scores.forEach((score, i) => {
    const observation = {
      ...({ branch: 'quarrel', kind: 'quarrel', score } as const),
      ...{ fromMs: i * 500, toMs: i * 500 + 524 },
    };
    const more = { levelMs: 0, isExplained: false, rule: quarrelRule, ...about };
    const step = hearQuarrel({ state, observation, ...more });
    state = step.state;
    if (step.decision !== null) decisions.push(step.decision);
  });
  return decisions;
}

const lasting = (looks: number) => Array.from({ length: looks }, () => 0.9);

test('only what lasts is reported, once, as 1; beside a high level as 2', () => {
  assert.deepEqual(decideAll(lasting(8)), []);
  const [only, ...more] = decideAll(lasting(40));
  assert.deepEqual([only?.confidence, more.length], [1, 0]);
  assert.ok((only?.decidedMs ?? 0) >= quarrelRule.minMs);
  assert.equal(decideAll(lasting(40), { levelMs: 2_000 })[0]?.confidence, 2);
});

test('a cry or scream that was heard explains heated voices', () => {
  assert.deepEqual(decideAll(lasting(40), { isExplained: true }), []);
});

test('whatever is scored: never more than 2, nothing before it lasted', () => {
  const scores = fc.array(fc.oneof(fc.double({ min: -1, max: 2 }), fc.constant(Number.NaN)), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(scores, fc.integer({ min: 0, max: 9_000 }), (some, levelMs) => {
      for (const { confidence, beganMs, decidedMs } of decideAll(some, { levelMs })) {
        assert.ok(confidence <= 2 && decidedMs - beganMs >= quarrelRule.minMs);
      }
    }),
  );
});
