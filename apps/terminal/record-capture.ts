import { spawnSync } from 'node:child_process';
import { toInt16 } from '@anyuan/core/detection/ring-buffer.ts';
import { judgeTake, type TakeFlaw } from '@anyuan/core/words/judge-take.ts';
import { decodeFile, decodeSound } from './capture/decode.ts';
import { wrongRateOf } from './capture/mic.ts';
import { joined } from './capture/piece.ts';
import { openSoundFile } from './capture/sound-file.ts';
import { Refused } from './options.ts';

/** Where sound comes from: a microphone of ALSA, a file, or `-` for standard input. */
export interface RecordSource {
  device: string;
  from: string | undefined;
}

/** The longest piece that is recorded in one go: a day must not stand in memory. */
export const pieceSec = 600;

async function readInput(): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

/** 16 kHz mono of a file or standard input (wav, flac, opus, mp3). @throws Refused */
async function readSound(from: string): Promise<Int16Array> {
  const pcm = from === '-' ? await decodeSound(await readInput(), '-') : await decodeFile(from);
  return Int16Array.from(pcm, toInt16);
}

/** So many seconds of the microphone. @throws Refused when it cannot be opened */
function listen(device: string, seconds: number): Int16Array {
  const words = ['-D', device, '-f', 'S16_LE', '-r', '16000', '-c', '1', '-t', 'raw'];
  const run = spawnSync('arecord', [...words, '-d', String(seconds)], {
    ...{ maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, LC_ALL: 'C' },
  });
  if ((run.error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') {
    throw new Refused(
      '没有录音程序，请安装 alsa-utils，或用 --from 给出录音文件',
      'no recorder: install alsa-utils, or name a sound file with --from',
    );
  }
  const said = run.error?.message ?? run.stderr.toString('utf8').trim();
  const why = run.status === 0 ? wrongRateOf(said) : said.split('\n').at(-1);
  const bytes = run.stdout;
  if (why === null)
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  throw new Refused(
    `麦克风 ${device} 无法录音：${why}。用 arecord -l 查看设备，用 --device 指定`,
    `cannot record from ${device}: ${why}. arecord -l lists devices, --device names one`,
  );
}

/** The sound of one recording. @throws Refused */
export async function capture(
  { device, from }: RecordSource,
  seconds: number,
): Promise<Int16Array> {
  if (from !== undefined) return readSound(from);
  process.stdout.write(`正在录音 ${seconds} 秒 / recording for ${seconds} s\n`);
  return listen(device, seconds);
}

async function* longPieces(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Int16Array, void> {
  let held: Float32Array[] = [];
  let samples = 0;
  for await (const piece of pieces) {
    held.push(piece);
    samples += piece.length;
    if (samples < pieceSec * 16_000) continue;
    yield Int16Array.from(joined(held), toInt16);
    held = [];
    samples = 0;
  }
  if (samples > 0) yield Int16Array.from(joined(held), toInt16);
}

/** A long recording piece by piece. */
export async function* captureLong(
  source: RecordSource,
  seconds: number,
): AsyncGenerator<Int16Array, void> {
  if (source.from !== undefined && source.from !== '-') {
    yield* longPieces(await openSoundFile(source.from));
    return;
  }
  if (source.from !== undefined) return void (yield await capture(source, seconds));
  for (let left = seconds; left > 0; left -= pieceSec) {
    yield await capture(source, Math.min(left, pieceSec));
  }
}

const flawWords: Record<TakeFlaw, [string, string]> = {
  silent: ['没有录到声音，请靠近麦克风再说一遍', 'nothing was heard: come nearer and say it again'],
  clipped: ['声音过载失真，请调低录音增益再录', 'clipped: lower the capture gain and record again'],
  offset: [
    '信号有直流偏移，请检查麦克风接线',
    'a constant offset: check the wiring of the microphone',
  ],
};

/** @throws Refused when a recording would teach nothing or something wrong */
export function refuseFlawed(pcm: Int16Array): void {
  const flaw = judgeTake(Float32Array.from(pcm, (sample) => sample / 32_768));
  if (flaw !== null) throw new Refused(...flawWords[flaw]);
}
