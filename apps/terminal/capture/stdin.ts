import type { Readable } from 'node:stream';
import { makeByteReader, type Source } from './source.ts';

/** Raw s16le 16 kHz mono from a stream, usually standard input, as fast as it is taken. */
export function makeStreamSource(stream: Readable): Source {
  let stopped = false;
  return {
    start(handlers) {
      const read = makeByteReader();
      const pump = async () => {
        for await (const bytes of stream) {
          if (stopped) return;
          await handlers.onSamples(read(bytes as Uint8Array));
        }
      };
      pump().then(
        () => handlers.onEnd(),
        (error: Error) => handlers.onTrouble('dead', error.message),
      );
    },
    stop() {
      stopped = true;
      stream.destroy();
    },
  };
}
