import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnFloor, levelDbfsOf, makeLevelBranch, silenceDbfs } from './level.ts';

const sine = (amplitude: number, length = 1_600) =>
  Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / 16_000));

test('levels are relative to full scale, without the constant part', () => {
  assert.ok(Math.abs(levelDbfsOf(sine(1)) + 3.01) < 0.05);
  assert.ok(Math.abs(levelDbfsOf(sine(0.1)) + 23.01) < 0.05);
  assert.equal(levelDbfsOf(new Float32Array(1_600).fill(0.7)), silenceDbfs);
  assert.equal(levelDbfsOf(new Float32Array(0)), silenceDbfs);
  assert.ok(Number.isFinite(levelDbfsOf(new Float32Array(8).fill(NaN))));
});

test('the floor follows a quieter room in seconds and a noisier one in minutes', () => {
  let floor = -40;
  for (let i = 0; i < 30; i += 1) floor = learnFloor(floor, -60, 0.1);
  assert.ok(floor < -59);
  for (let i = 0; i < 100; i += 1) floor = learnFloor(floor, -30, 0.1);
  assert.ok(floor < -55, 'ten loud seconds hardly move it');
  for (let i = 0; i < 3_000; i += 1) floor = learnFloor(floor, -30, 0.1);
  assert.ok(floor > -31);
  assert.ok(
    learnFloor(-64, silenceDbfs, 100) >= -65,
    'digital silence does not make a whisper loud',
  );
});

const windowOf = (pcm: Float32Array, i: number) => ({
  pcm,
  fromSample: i * 1_600,
  toSample: (i + 1) * 1_600,
});

test('half the score is exactly the configured distance over the floor', async () => {
  const branch = makeLevelBranch({ overFloorDb: () => 30, ownSound: () => false });
  for (let i = 0; i < 100; i += 1) await branch.look(windowOf(new Float32Array(1_600), i));
  const amplitude = 10 ** ((-65 + 30 + 3.01) / 20);
  const [loud] = await branch.look(windowOf(sine(amplitude), 100));
  assert.ok(loud !== undefined && Math.abs(loud.score - 0.5) < 0.01, String(loud?.score));
  assert.equal(loud.fromMs, 10_000);
  const [full] = await branch.look(windowOf(sine(1), 101));
  assert.equal(full?.score, 1);
});

test('the device does not take its own siren for a loud room, nor learn from it', async () => {
  let sounding = true;
  const branch = makeLevelBranch({ overFloorDb: () => 30, ownSound: () => sounding });
  for (let i = 0; i < 600; i += 1) {
    const [own] = await branch.look(windowOf(sine(1), i));
    assert.equal(own?.score, 0);
  }
  sounding = false;
  const [after] = await branch.look(windowOf(sine(1), 600));
  assert.ok((after?.score ?? 0) > 0.8);
});
