import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseByteRange } from '../platform/byte-range.ts';
import { durationSec, readSamples, wavOf } from './wav.ts';

const second = Buffer.alloc(32_000, 7);
const good = wavOf(second);

/** The good file with one 16-bit or 32-bit field changed. */
const changed = (at: number, value: number, bytes: 2 | 4 = 2): Buffer => {
  const copy = Buffer.from(good);
  copy.writeUIntLE(value, at, bytes);
  return copy;
};

test('what we write we read', () => {
  assert.deepEqual(readSamples(good), second);
  assert.equal(durationSec(second.length), 1);
});

test('only PCM, 16 bit, one channel, 16 kHz, between 0.2 and 75 seconds', () => {
  const refused = {
    'other coding': changed(20, 85),
    stereo: changed(22, 2),
    'other rate': changed(24, 44_100, 4),
    'eight bit': changed(34, 8),
    'not RIFF': Buffer.concat([Buffer.from('OggS'), good.subarray(4)]),
    'too short': wavOf(second.subarray(0, 6000)),
    'too long': wavOf(Buffer.alloc(76 * 32_000)),
    'odd length': wavOf(second.subarray(0, 31_999)),
    'cut off': good.subarray(0, 20_000),
    'claims more than there is': changed(40, 0xffffffff, 4),
    empty: Buffer.alloc(0),
  };
  for (const [what, bytes] of Object.entries(refused)) {
    assert.equal(readSamples(bytes), null, what);
  }
  assert.ok(readSamples(wavOf(Buffer.alloc(6400))), '0.2 s');
  assert.ok(readSamples(wavOf(Buffer.alloc(75 * 32_000))), '75 s');
});

test('other chunks are skipped and do not get into the file we keep', () => {
  const text = Buffer.from('LIST\x05\0\0\0<img>\0', 'latin1');
  const withText = Buffer.concat([good.subarray(0, 36), text, good.subarray(36)]);
  const samples = readSamples(withText);
  assert.deepEqual(samples, second);
  assert.deepEqual(wavOf(samples ?? Buffer.alloc(0)), good);
});

test('whatever bytes come, nothing throws', () => {
  const damaged = fc
    .tuple(fc.nat(good.length), fc.uint8Array({ minLength: 1, maxLength: 60 }))
    .map(([at, bytes]) => {
      const copy = Buffer.from(good);
      copy.set(bytes.subarray(0, Math.max(0, copy.length - at)), at);
      return copy.subarray(0, (at % 2 ? at : copy.length) || 1);
    });
  const headed = fc
    .uint8Array({ maxLength: 400 })
    .map((tail) => Buffer.concat([good.subarray(0, 12), tail]));
  const any = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(damaged, headed, any), (bytes) => {
      const samples = readSamples(bytes);
      if (samples) assert.ok(samples.length >= 6400 && samples.length % 2 === 0);
    }),
    { numRuns: 2000 },
  );
});

test('a range is a part of the file, all of it, or none', () => {
  const part = (start: number, end: number) => ({ kind: 'part', start, end });
  assert.deepEqual(parseByteRange(undefined, 100), { kind: 'whole' });
  assert.deepEqual(parseByteRange('bytes=0-9', 100), part(0, 9));
  assert.deepEqual(parseByteRange('bytes=90-', 100), part(90, 99));
  assert.deepEqual(parseByteRange('bytes=-10', 100), part(90, 99));
  assert.deepEqual(parseByteRange('bytes=-1000', 100), part(0, 99));
  assert.deepEqual(parseByteRange('bytes=50-5000', 100), part(50, 99));
  assert.deepEqual(parseByteRange('bytes=100-', 100), { kind: 'unsatisfiable' });
  assert.deepEqual(parseByteRange('bytes=-0', 100), { kind: 'unsatisfiable' });
  for (const odd of ['bytes=5-2', 'bytes=-', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=x-y']) {
    assert.deepEqual(parseByteRange(odd, 100), { kind: 'whole' }, odd);
  }
  fc.assert(
    fc.property(fc.string(), fc.nat(1000), (header, size) => {
      const range = parseByteRange(`bytes=${header}`, size);
      if (range.kind === 'part') assert.ok(range.start <= range.end && range.end < size);
    }),
  );
});
