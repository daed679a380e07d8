import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTerminalConfig } from '@anyuan/contracts/terminal.ts';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { type Heard, makeDetector, ringSamples } from './detect.ts';
import { decisionSettingsOf } from './detect-settings.ts';

/** Takes whatever is not silence for a scream. */
const loudIsScream: Branch = {
  name: 'sound',
  windowSamples: 1_600,
  hopSamples: 1_600,
  async look({ pcm, fromSample, toSample }) {
    const score = pcm.some((sample) => Math.abs(sample) > 0.1) ? 1 : 0;
    const times = { fromMs: fromSample / 16, toMs: toSample / 16 };
    return [{ branch: 'sound', kind: 'scream', label: 'scream', score, ...times }];
  },
};

test('a detector that takes over a running stream tells the time and place of what it hears', async () => {
  const ring = makeRingBuffer(ringSamples);
  // Five seconds went by, and their models were loading.
  ring.push(new Float32Array(5 * 16_000));
  let nowMs = 1_000_000;
  const heard: Heard[] = [];
  const settings = decisionSettingsOf(defaultTerminalConfig);
  const detector = makeDetector({
    ...{ ring, branches: [loudIsScream], now: () => nowMs, settings: () => settings },
    onHeard: (one) => `${heard.push(one)}`,
    onBranchFailure: (_, error) => assert.fail(error),
  });
  for (let second = 0; second < 3; second += 1) {
    nowMs += 1_000;
    await detector.take(new Float32Array(16_000).fill(second < 2 ? 0 : 0.5));
  }
  const [first] = heard;
  assert.ok(first);
  assert.equal(first.beganSample, 7 * 16_000);
  assert.equal(first.beganAt, 1_002_000);
});
