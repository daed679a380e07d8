import { readFile, stat } from 'node:fs/promises';
import { MPEGDecoder } from 'mpg123-decoder';
import { Refused } from '../options.ts';
import { flacPieces, type ReadBytes } from './flac.ts';
import { makeOpusReader } from './opus.ts';
import { joinPieces, type Piece } from './piece.ts';
import { resample } from './resample.ts';
import { decodeWav, type Pcm } from './wav.ts';

const mostBytes = 512 * 1024 * 1024;

type Kind = 'wav' | 'flac' | 'opus' | 'mp3';

/** Kind of a sound file by its first bytes; the name says nothing. Null when it is none of ours. */
export function kindOf(bytes: Uint8Array): Kind | null {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WAVE') return 'wav';
  if (head.startsWith('fLaC')) return 'flac';
  if (head.startsWith('OggS')) {
    if (head.includes('OpusHead')) return 'opus';
    return head.includes('FLAC') ? 'flac' : null;
  }
  const frameSync = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;
  return head.startsWith('ID3') || frameSync ? 'mp3' : null;
}

interface Decoded {
  channelData: Float32Array[];
  sampleRate: number;
}

const asPcm = ({ channelData, sampleRate }: Decoded): Pcm => ({
  channels: channelData,
  sampleRateHz: sampleRate,
});

function reading(bytes: Uint8Array): ReadBytes {
  let at = 0;
  return (most) => {
    const from = at;
    at = Math.min(bytes.length, at + most);
    return bytes.subarray(from, at);
  };
}

const decoders: Record<Kind, (bytes: Uint8Array) => Promise<Pcm>> = {
  wav: async (bytes) => decodeWav(bytes),
  async flac(bytes) {
    const pieces: Piece[] = [];
    for await (const piece of flacPieces(reading(bytes))) pieces.push(piece);
    return joinPieces(pieces);
  },
  async opus(bytes) {
    const reader = makeOpusReader();
    try {
      return joinPieces([await reader.decode(bytes), await reader.flush()]);
    } finally {
      reader.free();
    }
  },
  async mp3(bytes) {
    const decoder = new MPEGDecoder();
    await decoder.ready;
    const decoded = decoder.decode(bytes);
    decoder.free();
    return asPcm(decoded);
  },
};

/** The mean of all channels. */
export function downMix(channels: Float32Array[]): Float32Array {
  const first = channels[0] ?? new Float32Array();
  if (channels.length === 1) return first;
  return Float32Array.from(first, (_, i) => {
    let sum = 0;
    for (const channel of channels) sum += channel[i] ?? 0;
    return sum / channels.length;
  });
}

/**
 * Samples of a sound file's bytes: 16 kHz mono, -1..1.
 *
 * @throws Refused when it is not a sound that can be read.
 */
export async function decodeSound(bytes: Uint8Array, name: string): Promise<Float32Array> {
  const kind = kindOf(bytes);
  if (kind === null) {
    throw new Refused(
      `不认识的声音文件 ${name}，可用 wav、flac、ogg opus、mp3`,
      `${name} is not a wav, flac, ogg opus or mp3 file`,
    );
  }
  try {
    const { channels, sampleRateHz } = await decoders[kind](bytes);
    const mono = downMix(channels);
    if (mono.length === 0) throw new Error('no samples');
    return resample(mono, sampleRateHz, 16_000);
  } catch (error) {
    const reason = (error as Error).message;
    throw new Refused(`声音文件 ${name} 已损坏：${reason}`, `${name} cannot be decoded: ${reason}`);
  }
}

/** Reads and decodes a file. @throws Refused when it is missing, too large or not a sound. */
export async function decodeFile(path: string): Promise<Float32Array> {
  const size = await stat(path).then(
    (stats) => (stats.isFile() ? stats.size : -1),
    () => -1,
  );
  if (size < 0) throw new Refused(`找不到声音文件 ${path}`, `there is no sound file ${path}`);
  if (size > mostBytes)
    throw new Refused(`声音文件 ${path} 太大`, `${path} is larger than 512 MiB`);
  return decodeSound(await readFile(path), path);
}
