import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import wavefile from 'wavefile';
import { findCommand } from '../commands.ts';
import { Refused } from '../options.ts';
import { temporaryFolder } from '../testing/terminal.ts';
import { decodeFile, decodeSound, downMix } from './decode.ts';
import { decodeWav, encodeWav } from './wav.ts';

/** A quarter second of 1 kHz at half scale. */
const tone = (rateHz: number) =>
  Array.from({ length: rateHz / 4 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 1_000 * i) / rateHz));

/** Is this the tone, at 16 kHz, at about half scale? Codecs may delay it. */
function isTone(samples: Float32Array): boolean {
  const middle = samples.subarray(1_000, 3_000);
  let re = 0;
  let im = 0;
  middle.forEach((value, i) => {
    re += value * Math.cos((2 * Math.PI * 1_000 * i) / 16_000);
    im += value * Math.sin((2 * Math.PI * 1_000 * i) / 16_000);
  });
  const amplitude = (2 * Math.hypot(re, im)) / middle.length;
  return Math.abs(amplitude - 0.5) < 0.05;
}

test('WAV of every depth, rate and number of channels', async () => {
  for (const depth of ['8', '16', '24', '32', '32f', '64'] as const) {
    for (const rateHz of [16_000, 44_100]) {
      for (const channels of [1, 2]) {
        const wav = new wavefile.WaveFile();
        const scale = depth.endsWith('f') || depth === '64' ? 1 : 2 ** (Number(depth) - 1) - 1;
        const offset = depth === '8' ? 128 : 0;
        const samples = tone(rateHz).map((v) => v * scale + offset);
        wav.fromScratch(channels, rateHz, depth, channels === 1 ? samples : [samples, samples]);
        const decoded = await decodeSound(wav.toBuffer(), `${depth} ${rateHz} ${channels}`);
        assert.equal(decoded.length, 4_000);
        assert.ok(isTone(decoded), `${depth} bit ${rateHz} Hz ${channels} channels`);
      }
    }
  }
});

test('telephone WAV (mu-law) goes through as well', async () => {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(
    1,
    8_000,
    '16',
    tone(8_000).map((v) => Math.round(v * 32_767)),
  );
  wav.toMuLaw();
  assert.ok(isTone(await decodeSound(wav.toBuffer(), 'mu-law')));
});

test('a WAV from a pipe, with wrong lengths in its header, is read to its real end', () => {
  const bytes = encodeWav(Int16Array.from(tone(16_000), (v) => v * 32_767));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 0xffffffff, true);
  view.setUint32(40, 0xffffffff, true);
  assert.equal(decodeWav(bytes).channels[0]?.length, 4_000);
});

test('flac, ogg opus and mp3 decode with npm libraries alone', async (t) => {
  const ffmpeg = findCommand('ffmpeg');
  if (ffmpeg === null) return t.skip('ffmpeg is needed to make the files');
  const dir = await temporaryFolder(t);
  const wav = join(dir, 'tone.wav');
  await writeFile(
    wav,
    encodeWav(
      Int16Array.from(tone(48_000), (v) => v * 32_767),
      48_000,
    ),
  );
  for (const [name, codec] of [
    ['tone.flac', ['-ar', '44100', '-af', 'pan=stereo|c0=c0|c1=c0']],
    ['tone.opus', ['-c:a', 'libopus', '-b:a', '64k']],
    ['tone.mp3', ['-c:a', 'libmp3lame', '-ar', '44100']],
  ] as const) {
    const file = join(dir, name);
    execFileSync(ffmpeg, ['-loglevel', 'error', '-i', wav, ...codec, file]);
    const decoded = await decodeFile(file);
    assert.ok(Math.abs(decoded.length - 4_000) < 700, `${name}: ${decoded.length} samples`);
    assert.ok(isTone(decoded), name);
  }
});

test('down-mixing takes the mean of all channels', () => {
  const mixed = downMix([
    Float32Array.of(1, 0.5),
    Float32Array.of(0, -0.5),
    Float32Array.of(0.5, 0),
  ]);
  assert.deepEqual([...mixed], [0.5, 0]);
});

test('a file that is missing, empty, of another kind or cut off is refused in words', async (t) => {
  const dir = await temporaryFolder(t);
  await assert.rejects(decodeFile(join(dir, 'nothing.wav')), /找不到声音文件/);
  await assert.rejects(decodeFile(dir), /找不到声音文件/);
  for (const bytes of [Buffer.alloc(0), Buffer.from('hello'), Buffer.from('OggS vorbis')]) {
    await assert.rejects(decodeSound(bytes, 'x'), /不认识的声音文件/);
  }
  const whole = await readFile(join(import.meta.dirname, '../demo-sounds/scream.wav'));
  await assert.rejects(decodeSound(whole.subarray(0, 44), 'x'), Refused);
});

test('no bytes whatever crash the WAV decoder', async () => {
  const head = encodeWav(new Int16Array(40)).subarray(0, 44);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 80 }), fc.nat(43), async (noise, at) => {
      const bytes = Uint8Array.from([...head, ...noise]);
      bytes.set(noise.subarray(0, 44 - at), at);
      bytes.set(head.subarray(0, 12), 0);
      await decodeSound(bytes, 'noise').catch((error) => assert.ok(error instanceof Refused));
    }),
  );
});

test('a file of a whole day is refused before it is read: the terminal keeps its memory', async (t) => {
  const path = join(await temporaryFolder(t), 'day.wav');
  await writeFile(path, encodeWav(new Int16Array(16)));
  // 24 hours of 16 kHz, without a byte on the disk.
  await truncate(path, 44 + 86_400 * 32_000);
  await assert.rejects(decodeFile(path), /太大[\s\S]*larger than 512 MiB/);
});
