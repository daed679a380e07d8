import type { Clock } from '@anyuan/contracts/clock.ts';
import { waitUntil } from '../clock.ts';
import { joined } from './piece.ts';
import type { Source } from './source.ts';

const chunkSamples = 1_600;
const chunkMs = 100;

/** Pieces of any length, 16 kHz mono, in chunks as a microphone gives them; the last may be shorter. */
async function* chunksOf(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array, void> {
  let held: Float32Array = new Float32Array();
  for await (const piece of pieces) {
    held = joined([held, piece]);
    const whole = held.length - (held.length % chunkSamples);
    for (let at = 0; at < whole; at += chunkSamples) yield held.subarray(at, at + chunkSamples);
    held = held.slice(whole);
  }
  if (held.length > 0) yield held;
}

/**
 * Plays a file piece by piece as if a microphone heard it: one of a day never stands in memory. `real` keeps
 * the pace of the clock without drifting; `fast` goes as quickly as the detector takes them.
 */
export function makeFileSource(options: {
  pieces: AsyncIterable<Float32Array>;
  speed: 'real' | 'fast';
  clock: Clock;
}): Source {
  const { pieces, speed, clock } = options;
  let stopped = false;
  return {
    start(handlers) {
      const play = async () => {
        const startMs = clock.now();
        let heardMs = 0;
        for await (const chunk of chunksOf(pieces)) {
          if (stopped) break;
          await handlers.onSamples(chunk);
          heardMs += chunkMs;
          // A clock that was set back must not stop the file for an hour.
          const dueMs = Math.min(startMs + heardMs, clock.now() + chunkMs);
          if (speed === 'real') await waitUntil(clock, dueMs);
          else await new Promise<void>((resolve) => setImmediate(resolve));
        }
        if (!stopped) handlers.onEnd();
      };
      play().catch((error: Error) => {
        handlers.onTrouble('dead', error.message);
        handlers.onEnd();
      });
    },
    stop() {
      stopped = true;
    },
  };
}
