import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { soundClasses } from '@anyuan/core/detection/sound-classes.ts';
import { faultOf } from './branches.ts';
import { makeDetector } from './detect.ts';
import { shippedDecisionSettings } from './detect-settings.ts';
import { makeSoundLooks } from './sound-looks.ts';

/** What a detector says of a model that answers like this. */
async function failuresOf(answer: Float32Array): Promise<string[]> {
  const failures: string[] = [];
  const settings = shippedDecisionSettings();
  const detector = makeDetector({
    ring: makeRingBuffer(32_000),
    branches: [makeSoundLooks(async () => answer)],
    ...{ now: () => 0, settings: () => settings, onHeard: () => '' },
    onBranchFailure: (name, error) => failures.push(`${faultOf(name)}: ${error.message}`),
    onBranchWell: (name) => failures.push(`${faultOf(name)} is well`),
  });
  await detector.take(new Float32Array(16_000));
  return [...new Set(failures)];
}

test('a model that answers no numbers, or too few, is damaged and not merely quiet', async () => {
  const damaged = ['model.damaged: the sound model gave what is no number'];
  const whole = soundClasses.length;
  assert.deepEqual(await failuresOf(new Float32Array(whole).fill(Number.NaN)), damaged);
  assert.deepEqual(await failuresOf(new Float32Array(whole - 1)), damaged);
  assert.deepEqual(await failuresOf(new Float32Array(whole)), []);
});

test('a branch that failed is well again after many good looks, not between two failures', async () => {
  const told: string[] = [];
  const settings = shippedDecisionSettings();
  let looks = 0;
  const detector = makeDetector({
    ring: makeRingBuffer(32_000),
    branches: [
      {
        ...{ name: 'sound', windowSamples: 1_600, hopSamples: 1_600 },
        look() {
          looks += 1;
          if (looks === 1 || looks === 50) throw new Error(`look ${looks}`);
          return [];
        },
      },
    ],
    ...{ now: () => 0, settings: () => settings, onHeard: () => '' },
    onBranchFailure: (name) => told.push(`${name} failed`),
    onBranchWell: (name) => told.push(`${name} is well at ${looks}`),
  });
  await detector.take(new Float32Array(300 * 1_600));
  assert.deepEqual(told, ['sound failed', 'sound failed', 'sound is well at 150']);
});
