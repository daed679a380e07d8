import type { Clock } from '@anyuan/contracts/clock.ts';
import { waitUntil } from '../clock.ts';
import type { Source } from './source.ts';

const chunkSamples = 1_600;
const chunkMs = 100;

/**
 * Plays decoded samples as if a microphone heard them. `real` keeps the pace of the clock without
 * drifting; `fast` goes as quickly as the detector takes them.
 */
export function makeFileSource(options: {
  samples: Float32Array;
  speed: 'real' | 'fast';
  clock: Clock;
}): Source {
  const { samples, speed, clock } = options;
  let stopped = false;
  return {
    start(handlers) {
      const play = async () => {
        const startMs = clock.now();
        for (let at = 0; at < samples.length && !stopped; at += chunkSamples) {
          await handlers.onSamples(samples.subarray(at, at + chunkSamples));
          const heardMs = (at / chunkSamples + 1) * chunkMs;
          // A clock that was set back must not stop the file for an hour.
          const dueMs = Math.min(startMs + heardMs, clock.now() + chunkMs);
          if (speed === 'real') await waitUntil(clock, dueMs);
          else await new Promise<void>((resolve) => setImmediate(resolve));
        }
        if (!stopped) handlers.onEnd();
      };
      play().catch((error: Error) => handlers.onTrouble('dead', error.message));
    },
    stop() {
      stopped = true;
    },
  };
}
