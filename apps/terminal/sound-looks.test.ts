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
