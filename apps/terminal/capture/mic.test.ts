import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../clock.ts';
import { onlyCommands } from '../testing/fake-command.ts';
import { quietLog, until } from '../testing/terminal.ts';
import { makeMicrophone, recorderOf } from './mic.ts';
import { makeByteReader } from './source.ts';
import { makeStreamSource } from './stdin.ts';
import { encodeWav } from './wav.ts';

function listener() {
  const seen = { samples: 0, ended: false, troubles: [] as string[] };
  return {
    seen,
    async onSamples(chunk: Float32Array) {
      seen.samples += chunk.length;
    },
    onEnd() {
      seen.ended = true;
    },
    onTrouble(trouble: string, detail: string) {
      seen.troubles.push(`${trouble}: ${detail}`);
    },
  };
}

const microphone = () =>
  makeMicrophone({ device: undefined, clock: systemClock, log: quietLog, firstPauseMs: 10 });

test('arecord is asked for 16 kHz mono; ffmpeg when there is no arecord; null without both', async (t) => {
  const dir = await onlyCommands(t, { ffmpeg: '' });
  assert.ok(recorderOf('hw:1')?.args.join(' ').includes('-f alsa -i hw:1'));
  await writeFile(join(dir, 'arecord'), '#!/bin/sh\n', { mode: 0o755 });
  const recorder = recorderOf('hw:1');
  assert.equal(recorder?.args.join(' '), '-D hw:1 -t raw -f S16_LE -r 16000 -c 1');
  process.env.PATH = '/nowhere';
  assert.equal(recorderOf(undefined), null);
});

test('a recorder that dies is started again, and its death is told', async (t) => {
  await onlyCommands(t, { arecord: 'head -c 3200 /dev/zero; echo "device vanished" >&2; exit 1' });
  const source = microphone();
  const { seen, ...handlers } = listener();
  source.start(handlers);
  await until('three runs', () => seen.samples >= 3 * 1_600);
  source.stop();
  assert.ok(seen.troubles.length >= 2);
  assert.equal(seen.troubles[0], 'dead: device vanished');
});

test('a machine without a sound card, or without a recorder, says that it is missing', async (t) => {
  await onlyCommands(t, {
    arecord: 'echo "arecord: main:831: audio open error: No such file or directory" >&2; exit 1',
  });
  const source = microphone();
  const { seen, ...handlers } = listener();
  source.start(handlers);
  await until('told', () => seen.troubles.length > 0);
  process.env.PATH = '/nowhere';
  const before = seen.troubles.length;
  await until('told again', () => seen.troubles.length > before + 1);
  source.stop();
  assert.match(seen.troubles[0] ?? '', /^missing: .*No such file/);
  assert.match(seen.troubles.at(-1) ?? '', /^missing: .*alsa-utils/);
});

test('a card that records at another rate is told, and nothing of it is listened to', async (t) => {
  await onlyCommands(t, {
    arecord: `[ "$LC_ALL" = C ] || exit 9
echo "Recording raw data 'stdin' : Signed 16 bit Little Endian, Rate 48000 Hz, Mono" >&2
echo "Warning: rate is not accurate (requested = 16000Hz, got = 48000Hz)" >&2
sleep 0.3; exec cat /dev/zero`,
  });
  const source = microphone();
  const { seen, ...handlers } = listener();
  source.start(handlers);
  await until('told', () => seen.troubles.length > 0);
  source.stop();
  assert.match(seen.troubles[0] ?? '', /^dead: 48000 Hz, not 16000 Hz: .*plughw/);
  assert.equal(seen.samples, 0);
});

test("the recorder's greeting is no complaint", async (t) => {
  await onlyCommands(t, {
    arecord: `echo "Recording raw data 'stdin' : Signed 16 bit Little Endian, Rate 16000 Hz, Mono" >&2
head -c 3200 /dev/zero; exit 1`,
  });
  const source = microphone();
  const { seen, ...handlers } = listener();
  source.start(handlers);
  await until('ended', () => seen.troubles.length > 0);
  source.stop();
  assert.equal(seen.troubles[0], 'dead: ended (1)');
});

test('a recorder that hangs is killed and started again on request', async (t) => {
  await onlyCommands(t, { arecord: 'head -c 320 /dev/zero; exec sleep 60' });
  const source = microphone();
  const { seen, ...handlers } = listener();
  source.start(handlers);
  await until('first run', () => seen.samples === 160);
  source.restart?.('hangs');
  await until('second run', () => seen.samples === 320);
  source.stop();
});

test('raw bytes read the same however they are cut, also inside a sample', () => {
  const cuts = fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(9), { maxLength: 20 }));
  fc.assert(
    fc.property(cuts, ([bytes, sizes]) => {
      const whole = makeByteReader()(bytes);
      const read = makeByteReader();
      const parts: number[] = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        parts.push(...read(bytes.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(parts, [...whole]);
    }),
  );
});

test('standard input is a stream like any other, to its end', async () => {
  const stream = new PassThrough();
  const source = makeStreamSource(stream);
  const { seen, ...handlers } = listener();
  source.start(handlers);
  stream.write(Buffer.alloc(3_201));
  stream.end(Buffer.alloc(1));
  await until('ended', () => seen.ended);
  assert.equal(seen.samples, 1_601);
});

test('a sound file on standard input is refused, not taken for samples', async () => {
  const stream = new PassThrough();
  const { seen, ...handlers } = listener();
  makeStreamSource(stream).start(handlers);
  stream.end(encodeWav(new Int16Array(16_000)));
  await until('ended', () => seen.ended);
  assert.equal(seen.samples, 0);
  assert.match(seen.troubles[0] ?? '', /^dead: .*--input FILE/);
});
