import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { joined } from '@anyuan/terminal/capture/piece.ts';
import { resample } from '@anyuan/terminal/capture/resample.ts';
import { soundPieces } from '@anyuan/terminal/capture/sound-file.ts';
import { makeStreamResampler } from '@anyuan/terminal/capture/stream-resampler.ts';
import { encodeWav } from '@anyuan/terminal/capture/wav.ts';
import { makeWavReader } from '@anyuan/terminal/capture/wav-stream.ts';
import { makeSoundHealth } from './health.ts';

async function folder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-evaluate-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function read(path: string) {
  const format = { sampleRateHz: 0, channels: 0, damaged: 0 };
  const parts: Float32Array[] = [];
  for await (const piece of soundPieces(path, format)) parts.push(piece);
  return { samples: joined(parts), format };
}

const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i / 7) / 2);

test('resampling block by block gives what resampling the whole gives', () => {
  for (const fromHz of [8_000, 44_100, 48_000]) {
    const whole = wave(fromHz * 45 + 123);
    const stream = makeStreamResampler(fromHz);
    const parts: Float32Array[] = [];
    for (let at = 0; at < whole.length; at += 77_777) {
      parts.push(stream.push(whole.subarray(at, at + 77_777)));
    }
    const streamed = joined([...parts, stream.flush()]);
    const expected = resample(whole, fromHz, 16_000);
    assert.equal(streamed.length, expected.length, `${fromHz} Hz`);
    const worst = streamed.reduce((a, v, i) => Math.max(a, Math.abs(v - (expected[i] ?? 9))), 0);
    assert.ok(worst < 1e-6, `${fromHz} Hz: ${worst}`);
  }
});

test('a WAV is the same in pieces of any length, notes behind its samples are not sound', async () => {
  const samples = Int16Array.from(wave(1_000), (v) => v * 32_767);
  const wav = Buffer.concat([encodeWav(samples), Buffer.from('LIST\x04\0\0\0note')]);
  for (const size of [1, 7, 43, 46, 5_000]) {
    const reader = makeWavReader();
    const parts: Float32Array[] = [];
    for (let at = 0; at < wav.length; at += size) {
      const { channels } = await reader.decode(wav.subarray(at, at + size));
      if (channels[0] !== undefined) parts.push(channels[0]);
    }
    const all = joined([...parts, (await reader.flush()).channels[0] ?? new Float32Array()]);
    assert.deepEqual(
      Int16Array.from(all, (v) => v * 32_768),
      samples,
      `pieces of ${size}`,
    );
  }
  await assert.rejects(makeWavReader().flush());
});

test('what is no sound is an error, a cut file is read as far as it goes', async (t) => {
  const dir = await folder(t);
  const path = join(dir, 'x.opus');
  for (const bytes of [Buffer.alloc(0), Buffer.from('no sound at all'), Buffer.from('RIFF')]) {
    await writeFile(path, bytes);
    await assert.rejects(read(path));
  }
  const wav = encodeWav(Int16Array.from(wave(16_000), (v) => v * 32_767));
  await writeFile(path, wav.subarray(0, 8_044));
  assert.equal((await read(path)).samples.length, 4_000);
  await assert.rejects(read(join(dir, 'missing.wav')));
});

test('odd sound is told', () => {
  const notesOf = (samples: Float32Array) => {
    const health = makeSoundHealth();
    health.add(samples);
    return health.notes().join();
  };
  assert.equal(notesOf(wave(16_000)), '');
  assert.match(notesOf(new Float32Array(16_000)), /silent/);
  assert.match(notesOf(new Float32Array(16_000).fill(0.5)), /silent.*DC offset: 0.5/);
  assert.match(notesOf(wave(16_000).map((v) => Math.max(-1, Math.min(1, v * 4)))), /clipped/);
  assert.match(notesOf(wave(16_000).fill(Number.NaN, 0, 10)), /10 .*NaN/);
});

test('a file of a whole day comes in pieces, and never stands in memory', async (t) => {
  const path = join(await folder(t), 'day.wav');
  const header = Buffer.from(encodeWav(new Int16Array(16)));
  const bytes = 86_400 * 32_000;
  header.writeUInt32LE(bytes, 40);
  await writeFile(path, header);
  // 24 hours of 16 kHz, without a byte on the disk.
  await truncate(path, 44 + bytes);
  const before = process.memoryUsage().rss;
  const format = { sampleRateHz: 0, channels: 0, damaged: 0 };
  let samples = 0;
  for await (const piece of soundPieces(path, format)) {
    samples += piece.length;
    // Ten minutes of it show how the rest goes.
    if (samples >= 600 * 16_000) break;
  }
  assert.ok(samples < 700 * 16_000);
  assert.ok(process.memoryUsage().rss - before < 300 * 1_048_576);
});
