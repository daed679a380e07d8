import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { downMix, kindOf } from '@anyuan/terminal/capture/decode.ts';
import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { MPEGDecoder } from 'mpg123-decoder';
import { OggOpusDecoder } from 'ogg-opus-decoder';
import { makeStreamResampler } from './stream-resampler.ts';
import { makeWavReader } from './wav-stream.ts';

/** What a decoder gives for some bytes. */
export interface Piece {
  channels: Float32Array[];
  sampleRateHz: number;
  /** Frames that could not be decoded. */
  damaged: number;
}

/** Bytes in, samples out, piece by piece: a file of a day never stands in memory. */
export interface PieceDecoder {
  decode(bytes: Uint8Array): Promise<Piece>;
  flush(): Promise<Piece>;
  free(): void;
}

interface Decoded {
  channelData: Float32Array[];
  sampleRate: number;
  errors: unknown[];
}

const asPiece = ({ channelData, sampleRate, errors }: Decoded): Piece => ({
  channels: channelData,
  sampleRateHz: sampleRate,
  damaged: errors.length,
});

/** Opus is decoded at 16 kHz straight away: it was made for that, and it is a third of the work. */
const opusOptions = { forceStereo: false, sampleRate: 16_000 };

const nothing: Piece = { channels: [], sampleRateHz: 16_000, damaged: 0 };

async function makeDecoder(kind: ReturnType<typeof kindOf>): Promise<PieceDecoder> {
  if (kind === 'wav') return makeWavReader();
  if (kind === 'mp3') {
    const decoder = new MPEGDecoder();
    await decoder.ready;
    return {
      decode: async (bytes) => asPiece(decoder.decode(bytes)),
      flush: async () => nothing,
      free: () => decoder.free(),
    };
  }
  if (kind === null)
    throw new Error('不是 wav、flac、ogg opus 或 mp3 / not wav, flac, opus or mp3');
  const decoder = kind === 'opus' ? new OggOpusDecoder(opusOptions) : new FLACDecoder();
  await decoder.ready;
  return {
    decode: async (bytes) => asPiece(await decoder.decode(bytes)),
    flush: async () => asPiece(await decoder.flush()),
    free: () => decoder.free(),
  };
}

export interface SoundFormat {
  sampleRateHz: number;
  channels: number;
  damaged: number;
}

/**
 * Samples of a sound file at 16 kHz mono, in pieces of any length. `format` is filled in on the
 * way.
 *
 * @throws Error when it is missing, empty or not a sound.
 */
export async function* soundPieces(
  path: string,
  format: SoundFormat,
): AsyncGenerator<Float32Array, void> {
  let decoder: PieceDecoder | undefined;
  let resampler: ReturnType<typeof makeStreamResampler> | undefined;
  const take = (piece: Piece): Float32Array => {
    format.damaged += piece.damaged;
    const mono = downMix(piece.channels);
    if (mono.length === 0) return mono;
    format.sampleRateHz = piece.sampleRateHz;
    format.channels = piece.channels.length;
    resampler ??= makeStreamResampler(piece.sampleRateHz);
    return resampler.push(mono);
  };
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      decoder ??= await makeDecoder(kindOf(bytes as Uint8Array));
      yield take(await decoder.decode(bytes as Uint8Array));
    }
    if (decoder === undefined) throw new Error('空文件 / empty file');
    yield take(await decoder.flush());
    if (resampler === undefined) throw new Error('没有声音样本 / no samples');
    yield resampler.flush();
  } finally {
    decoder?.free();
  }
}

/** @throws Error when the file cannot be read. */
export async function hashFile(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  if (stats === null || !stats.isFile()) throw new Error('找不到文件 / no such file');
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest('hex').slice(0, 32);
}
