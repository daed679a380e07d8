import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { MPEGDecoder } from 'mpg123-decoder';
import { Refused } from '../options.ts';
import { downMix, kindOf } from './decode.ts';
import { flacPieces } from './flac.ts';
import { makeOpusReader } from './opus.ts';
import { noPiece, type Piece, type PieceDecoder } from './piece.ts';
import { makeStreamResampler } from './stream-resampler.ts';
import { makeWavReader } from './wav-stream.ts';

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
const opusRateHz = 16_000;

async function makeDecoder(kind: ReturnType<typeof kindOf>): Promise<PieceDecoder> {
  if (kind === 'wav') return makeWavReader();
  if (kind === 'mp3') {
    const decoder = new MPEGDecoder();
    await decoder.ready;
    return {
      decode: async (bytes) => asPiece(decoder.decode(bytes)),
      flush: async () => noPiece,
      free: () => decoder.free(),
    };
  }
  if (kind === 'opus') {
    const reader = makeOpusReader(opusRateHz);
    return { ...reader, free: () => void reader.free() };
  }
  throw new Error('不是 wav、flac、ogg opus 或 mp3 / not wav, flac, opus or mp3');
}

/** FLAC asks for its bytes itself. */
async function* flacFile(path: string): AsyncGenerator<Piece, void> {
  const file = openSync(path, 'r');
  try {
    yield* flacPieces((most) => {
      const bytes = Buffer.alloc(most);
      return bytes.subarray(0, readSync(file, bytes));
    });
  } finally {
    closeSync(file);
  }
}

async function* piecesOf(path: string): AsyncGenerator<Piece, void> {
  let decoder: PieceDecoder | undefined;
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      const kind = decoder === undefined ? kindOf(bytes as Uint8Array) : null;
      if (kind === 'flac') return yield* flacFile(path);
      decoder ??= await makeDecoder(kind);
      yield await decoder.decode(bytes as Uint8Array);
    }
    if (decoder === undefined) throw new Error('空文件 / empty file');
    yield await decoder.flush();
  } finally {
    decoder?.free();
  }
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
  let resampler: ReturnType<typeof makeStreamResampler> | undefined;
  for await (const piece of piecesOf(path)) {
    format.damaged += piece.damaged;
    const mono = downMix(piece.channels);
    if (mono.length === 0) continue;
    format.sampleRateHz = piece.sampleRateHz;
    format.channels = piece.channels.length;
    resampler ??= makeStreamResampler(piece.sampleRateHz);
    yield resampler.push(mono);
  }
  if (resampler === undefined) throw new Error('没有声音样本 / no samples');
  yield resampler.flush();
}

/**
 * The samples of a file that a person named, its first piece read already.
 *
 * @throws Refused when it is missing or not a sound that can be read.
 */
export async function openSoundFile(path: string): Promise<AsyncGenerator<Float32Array, void>> {
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!isFile) throw new Refused(`找不到声音文件 ${path}`, `there is no sound file ${path}`);
  const pieces = soundPieces(path, { sampleRateHz: 0, channels: 0, damaged: 0 });
  const first = await pieces.next().catch(({ message }: Error) => {
    const [zh = '', en = zh] = message.split(' / ');
    throw new Refused(`声音文件 ${path} 无法读取：${zh}`, `${path} cannot be read: ${en}`);
  });
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pieces;
  })();
}
