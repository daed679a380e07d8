import type { Window } from './branch.ts';

/** Samples per millisecond of every stream inside the product (16 kHz). */
export const samplesPerMs = 16;

/**
 * Makes a chunk safe for everything behind: NaN and infinities become 0, the rest is clipped to
 * -1..1. Returns a new array of the same length.
 */
export function cleanChunk(chunk: Float32Array): Float32Array {
  const clean = new Float32Array(chunk.length);
  for (let i = 0; i < chunk.length; i += 1) {
    const value = chunk[i] ?? 0;
    if (Number.isFinite(value)) clean[i] = Math.max(-1, Math.min(1, value));
  }
  return clean;
}

export interface Framer {
  /** Takes samples of any count, gives the windows that became full, oldest first. */
  push(chunk: Float32Array): Window[];
  /** The stream has ended: the rest padded with silence, so that its last sound is looked at too. */
  flush(): Window[];
}

/**
 * Cuts a stream into windows of `windowSamples` every `hopSamples` (hop <= window). Its first sample is `startSample` of the stream.
 *
 * @throws RangeError when a size is not a positive integer or the hop is longer than the window.
 */
export function makeFramer(
  sizes: { windowSamples: number; hopSamples: number },
  startSample = 0,
): Framer {
  const { windowSamples, hopSamples } = sizes;
  const positive = [windowSamples, hopSamples].every((n) => Number.isInteger(n) && n > 0);
  if (!positive || hopSamples > windowSamples) throw new RangeError('bad window or hop');
  const held = new Float32Array(windowSamples);
  let filled = 0;
  let fromSample = startSample;
  /** Samples in `held` that no window has shown yet. */
  let fresh = 0;

  function emit(): Window {
    const pcm = held.slice();
    const window = { pcm, fromSample, toSample: fromSample + windowSamples };
    held.copyWithin(0, hopSamples);
    filled = windowSamples - hopSamples;
    fromSample += hopSamples;
    fresh = 0;
    return window;
  }

  return {
    push(chunk) {
      const windows: Window[] = [];
      let at = 0;
      while (at < chunk.length) {
        const take = Math.min(windowSamples - filled, chunk.length - at);
        held.set(chunk.subarray(at, at + take), filled);
        filled += take;
        fresh += take;
        at += take;
        if (filled === windowSamples) windows.push(emit());
      }
      return windows;
    },
    flush() {
      if (fresh === 0) return [];
      held.fill(0, filled);
      return [emit()];
    },
  };
}
