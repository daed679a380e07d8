import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTake } from './judge-take.ts';

const wave = (gain: number, offset = 0) =>
  Float32Array.from({ length: 16_000 }, (_, i) => {
    const value = offset + gain * Math.sin(i / 7) * Math.sin(i / 900);
    return Math.max(-1, Math.min(1, value));
  });

test('a voice is fine, quiet or loud', () => {
  for (const gain of [0.01, 0.2, 0.99]) assert.equal(judgeTake(wave(gain)), null);
});

test('silence, a constant, no numbers and nothing at all are silent', () => {
  assert.equal(judgeTake(wave(0)), 'silent');
  assert.equal(judgeTake(new Float32Array(16_000).fill(0.4)), 'silent');
  assert.equal(judgeTake(new Float32Array(16_000).fill(Number.NaN)), 'silent');
  assert.equal(judgeTake(new Float32Array()), 'silent');
});

test('distortion and a shifted microphone are told apart', () => {
  assert.equal(judgeTake(wave(6)), 'clipped');
  assert.equal(judgeTake(wave(0.2, 0.3)), 'offset');
});
