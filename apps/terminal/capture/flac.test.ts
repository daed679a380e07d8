import assert from 'node:assert/strict';
import { test } from 'node:test';
import Flac from 'libflacjs/dist/libflac.js';
import { decodeSound, kindOf } from './decode.ts';
import { flacPieces } from './flac.ts';
import { joinPieces, type Piece } from './piece.ts';

/** Made by the encoder of the reference library. */
function flacOf(
  samples: Int32Array<ArrayBuffer>,
  { bits, isOgg }: { bits: number; isOgg: boolean },
): Buffer {
  const encoder = Flac.create_libflac_encoder(16_000, 1, bits, 5, samples.length, true, 0);
  const parts: Buffer[] = [];
  const write = (data: Uint8Array) => void parts.push(Buffer.from(data));
  if (isOgg) Flac.init_encoder_ogg_stream(encoder, write);
  else Flac.init_encoder_stream(encoder, write);
  assert.ok(Flac.FLAC__stream_encoder_process(encoder, [samples], samples.length));
  Flac.FLAC__stream_encoder_finish(encoder);
  Flac.FLAC__stream_encoder_delete(encoder);
  return Buffer.concat(parts);
}

const wave = (bits: number, length = 20_000) =>
  Int32Array.from({ length }, (_, i) => Math.round(Math.sin(i / 9) * 0.7 * 2 ** (bits - 1)));

test('FLAC of 8, 16 and 24 bits, bare and in Ogg, comes out sample by sample as it went in', async () => {
  for (const bits of [8, 16, 24]) {
    for (const isOgg of [false, true]) {
      const samples = wave(bits);
      const file = flacOf(samples, { bits, isOgg });
      assert.equal(kindOf(file), 'flac');
      const decoded = await decodeSound(file, `${bits} bit`);
      assert.deepEqual(
        Int32Array.from(decoded, (v) => Math.round(v * 2 ** (bits - 1))),
        samples,
      );
    }
  }
});

async function read(file: Buffer): Promise<Piece> {
  let at = 0;
  const pieces: Piece[] = [];
  const next = (most: number) => {
    at += most;
    return file.subarray(at - most, at);
  };
  for await (const piece of flacPieces(next)) pieces.push(piece);
  return joinPieces(pieces);
}

test('damaged frames are passed over and counted, a cut file is read as far as it goes', async () => {
  const file = flacOf(wave(16, 80_000), { bits: 16, isOgg: false });
  const bad = Buffer.from(file).fill(0x55, file.length / 2, file.length / 2 + 300);
  const rest = await read(bad);
  assert.ok(rest.damaged >= 1, 'nothing was damaged');
  const length = rest.channels[0]?.length ?? 0;
  assert.ok(length > 60_000 && length <= 80_000, `${length}`);
  const cut = await read(file.subarray(0, file.length / 2));
  assert.ok((cut.channels[0]?.length ?? 0) > 20_000);
  await assert.rejects(decodeSound(Buffer.from('fLaC, or so it says'), 'x'), /no samples/);
});
