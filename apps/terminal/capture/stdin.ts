import type { Readable } from 'node:stream';
import { makeByteReader, type Source } from './source.ts';

const heads = ['RIFF', 'fLaC', 'OggS', 'ID3'];

/** A sound file that was piped in, taken for samples, is noise at a wrong pace: nothing would be heard in it. */
function refuseFile(bytes: Uint8Array): void {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (!heads.some((known) => head.startsWith(known))) return;
  throw new Error(
    '标准输入是声音文件，不是 PCM；请用 --input 文件  a sound file, not raw PCM: use --input FILE',
  );
}

/** Raw s16le 16 kHz mono from a stream, usually standard input, as fast as it is taken. */
export function makeStreamSource(stream: Readable): Source {
  let stopped = false;
  return {
    start(handlers) {
      const read = makeByteReader();
      const pump = async () => {
        let isFirst = true;
        for await (const bytes of stream) {
          if (stopped) return;
          if (isFirst) refuseFile(bytes as Uint8Array);
          isFirst = false;
          await handlers.onSamples(read(bytes as Uint8Array));
        }
      };
      pump().then(
        () => handlers.onEnd(),
        (error: Error) => {
          handlers.onTrouble('dead', error.message);
          handlers.onEnd();
        },
      );
    },
    stop() {
      stopped = true;
      stream.destroy();
    },
  };
}
