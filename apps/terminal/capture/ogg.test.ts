import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oggFile } from '../testing/ogg-file.ts';
import { decodeSound } from './decode.ts';
import { makeOggReader } from './ogg.ts';
import { makeOpusReader } from './opus.ts';

function inPieces(file: Uint8Array, size: number) {
  const reader = makeOggReader();
  const packets = [];
  for (let at = 0; at < file.length; at += size) {
    packets.push(...reader.push(file.subarray(at, at + size)));
  }
  packets.push(...reader.flush());
  return { packets, damaged: reader.damaged() };
}

test('packets of any length come out of an Ogg file as they went in, read in pieces of any size', () => {
  const lengths = fc.array(fc.oneof(fc.nat(600), fc.constantFrom(255, 510)), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 1, max: 700 }), (sizes, step) => {
      const size = step * 64;
      // One goes on over several pages.
      const sent = [140_000, ...sizes].map((length, i) => Buffer.alloc(length, i + 1));
      const { packets, damaged } = inPieces(oggFile({ packets: sent, granule: 960 }), size);
      assert.equal(damaged, 0);
      // Lengths first: a difference of 140,000 bytes takes minutes to print.
      assert.deepEqual(
        packets.map((p) => p.data.length),
        sent.map((data) => data.length),
      );
      assert.ok(packets.every((p, i) => sent[i]?.equals(p.data)));
      assert.equal(packets[0]?.isFirst, true);
      assert.deepEqual([packets.at(-1)?.isLast, packets.at(-1)?.granule], [true, 960]);
    }),
    { numRuns: 40 },
  );
});

test('a page with one wrong bit is passed over and counted, what stands behind it is read', () => {
  const packets = Array.from({ length: 10 }, (_, i) => Buffer.alloc(40_000, i));
  const file = oggFile({ packets, granule: 960 });
  const bad = Buffer.from(file);
  bad[150_000] = (bad[150_000] ?? 0) ^ 1;
  const read = inPieces(bad, 4_096);
  assert.equal(read.damaged, 1);
  assert.ok(read.packets.length >= 7 && read.packets.length < 10, `${read.packets.length}`);
  for (const { data } of read.packets) assert.ok(Buffer.alloc(40_000, data[0]).equals(data));
});

test('no bytes whatever crash the reader', () => {
  const file = oggFile({ packets: [Buffer.alloc(300, 7)], granule: 1 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(file.length), (noise, at) => {
      const bytes = Buffer.concat([file.subarray(0, at), noise, file.subarray(at)]);
      for (const { data } of inPieces(bytes, 64).packets) assert.ok(data.length <= bytes.length);
    }),
  );
});

/** 20 ms of silence, stereo, as libopus writes it. */
const silence = Buffer.from([0xfc, 0xff, 0xfe]);
const head = (channels: number) =>
  Buffer.concat([
    Buffer.from('OpusHead'),
    Buffer.from([1, channels, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0]),
  ]);
const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');
const second = (granule: number) =>
  oggFile({ packets: [head(2), tags, ...Array(51).fill(silence)], granule });

test('Opus ends at the moment its last page names, and two recordings in one file follow each other', async () => {
  const one = await decodeSound(second(312 + 48_000), 'one second');
  assert.equal(one.length, 16_000);
  const two = await decodeSound(Buffer.concat([second(312 + 48_000), second(312 + 24_000)]), '1.5');
  assert.equal(two.length, 24_000);
});

test('an Opus head that lies is refused, a packet that is none is counted', async () => {
  const lies = oggFile({ packets: [head(200), tags, silence], granule: 960 });
  await assert.rejects(decodeSound(lies, 'x'), /200 channels/);
  const reader = makeOpusReader(16_000);
  const broken = [head(2), tags, silence, Buffer.from([0xff, 0xff, 0xff, 0xff]), silence];
  const piece = await reader.decode(oggFile({ packets: broken, granule: 9_600 }));
  reader.free();
  assert.equal(piece.damaged, 1);
  assert.equal(piece.channels.length, 2);
});
