// Runs what was shipped the way the terminal runs it, and fails when it does not do its job:
// `node training/check.ts`. Real front end, real ONNX, demonstration sounds, time per window.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ort from 'onnxruntime-node';
import {
  hopSamples,
  makeLogMel,
  melShape,
  windowSamples,
} from '../packages/core/detection/log-mel.ts';
import { togetherScore } from '../packages/core/detection/looks.ts';
import {
  alarmSounds,
  defaultSoundThresholds,
  soundClasses,
} from '../packages/core/detection/sound-classes.ts';

const terminal = new URL('../apps/terminal/', import.meta.url);
const model = readFileSync(new URL('models/sound.onnx', terminal));
const description = JSON.parse(readFileSync(new URL('models/sound.json', terminal), 'utf8'));
const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const logMel = makeLogMel();

/** [classes] probabilities of one window. */
async function classify(pcm: Float32Array): Promise<number[]> {
  const mel = new ort.Tensor('float32', logMel.compute(pcm), melShape);
  const { probabilities } = await session.run({ mel });
  return [...((probabilities as ort.Tensor).data as Float32Array)];
}

/** Mono 16-bit WAV with a plain 44-byte header -> samples in -1..1. */
function readWav(name: string): Float32Array {
  const bytes = readFileSync(new URL(`demo-sounds/${name}`, terminal)).subarray(44);
  return Float32Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes.readInt16LE(i * 2) / 32768,
  );
}

async function classifyFile(name: string): Promise<number[][]> {
  const pcm = readWav(name);
  const rows: number[][] = [];
  for (let at = 0; at + windowSamples <= pcm.length; at += hopSamples) {
    rows.push(await classify(pcm.subarray(at, at + windowSamples)));
  }
  return rows;
}

/** Classes that fire: two windows within half a second, or one alone where that is allowed. */
function firedBy(rows: number[][]): string[] {
  return alarmSounds.filter((name) => {
    const { together, oneLook } = defaultSoundThresholds[name];
    const scores = rows.map((row) => row[soundClasses.indexOf(name)] ?? 0);
    return scores.some((now, i) => {
      const pair = togetherScore(scores.slice(Math.max(0, i - 2), i + 1));
      return pair >= together || (oneLook !== null && now >= oneLook);
    });
  });
}

assert.equal(createHash('sha256').update(model).digest('hex'), description.sha256);
assert.deepEqual(description.classes, [...soundClasses]);
assert.deepEqual(description.thresholds, defaultSoundThresholds);
assert.deepEqual(description.input.shape, [...melShape]);

for (const name of ['scream.wav', 'classroom.wav']) {
  const rows = await classifyFile(name);
  const best = soundClasses.map(
    (label, c) => `${label} ${Math.max(...rows.map((r) => r[c] ?? 0))}`,
  );
  console.log(name, 'fired:', firedBy(rows), 'best window:', best.join(', '));
}
const loud = readWav('scream.wav').subarray(11 * 16000, 11 * 16000 + windowSamples);
const tookMs: number[] = [];
for (let i = 0; i < 300; i += 1) {
  const started = performance.now();
  await classify(loud);
  tookMs.push(performance.now() - started);
}
tookMs.sort((x, y) => x - y);
console.log(`median ${tookMs[150]?.toFixed(2)} ms a window, front end included`);
assert.deepEqual(firedBy(await classifyFile('scream.wav')), ['scream']);
assert.deepEqual(firedBy(await classifyFile('classroom.wav')), []);
for (const value of [0, NaN, 1]) {
  const flat = await classify(new Float32Array(windowSamples).fill(value));
  assert.ok(
    flat.slice(0, alarmSounds.length).every((p) => p >= 0 && p < 0.5),
    `constant ${value} gives ${flat}`,
  );
}
