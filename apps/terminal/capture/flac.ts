import type { Piece } from './piece.ts';

/** Gives the next bytes of a file, at most so many; none at its end. */
export type ReadBytes = (most: number) => Uint8Array;

type Library = typeof import('libflacjs/dist/libflac.js');

/** The library is a megabyte of JavaScript: read only by those who have a FLAC file. */
const library = async (): Promise<Library> => (await import('libflacjs/dist/libflac.js')).default;

interface Block {
  blocksize: number;
  bitsPerSample: number;
}

/** FLAC__STREAM_DECODER_END_OF_STREAM: this state and those above it (errors) end the decoding. */
const ended = 4;

/** Samples of one channel, -1..1; the library writes them little-endian, 24 bits in four bytes. */
function samplesOf(bytes: Uint8Array, { blocksize, bitsPerSample: bits }: Block): Float32Array {
  const width = bytes.length / blocksize;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scale = 2 ** (bits - 1);
  const samples = new Float32Array(blocksize);
  for (let i = 0; i < samples.length; i++) samples[i] = view.readIntLE(i * width, width) / scale;
  return samples;
}

/** Bytes as the library asks for them, the first four looked at before: an Ogg file says so. */
function peeked(read: ReadBytes) {
  let head = read(4);
  const isOgg = Buffer.from(head).toString('latin1') === 'OggS';
  const next = (most: number) => {
    const buffer = new Uint8Array(head.length > 0 ? head : read(most));
    head = new Uint8Array();
    return { buffer, readDataLength: buffer.length, error: false };
  };
  return { isOgg, next };
}

/**
 * FLAC, bare or in Ogg, frame by frame: a file of a day never stands in memory. Damaged frames are
 * passed over and counted.
 *
 * @throws Error when the decoder cannot be made.
 */
export async function* flacPieces(read: ReadBytes): AsyncGenerator<Piece, void> {
  const flac = await library();
  const { isOgg, next } = peeked(read);
  const decoder = flac.create_libflac_decoder(false);
  let made: Piece[] = [];
  let damaged = 0;
  try {
    const init = isOgg ? 'init_decoder_ogg_stream' : 'init_decoder_stream';
    const status = flac[init](
      decoder,
      next,
      (data, block) => {
        const channels = data.map((bytes) => samplesOf(bytes, block));
        made.push({ channels, sampleRateHz: block.sampleRate, damaged: 0 });
      },
      () => {
        damaged += 1;
      },
    );
    if (status !== 0) throw new Error(`FLAC decoder: ${status}`);
    while (flac.FLAC__stream_decoder_get_state(decoder) < ended) {
      if (!flac.FLAC__stream_decoder_process_single(decoder)) break;
      for (const piece of made) {
        yield { ...piece, damaged };
        damaged = 0;
      }
      made = [];
    }
  } finally {
    flac.FLAC__stream_decoder_finish(decoder);
    flac.FLAC__stream_decoder_delete(decoder);
  }
}
