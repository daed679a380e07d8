import { joined } from './piece.ts';
import { resample } from './resample.ts';

const toHz = 16_000;
/** Sound on either side of a block that the filter may reach into: longer than its half length. */
const contextSec = 0.1;
const blockSec = 20;

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/**
 * The terminal's whole-file resampler, block by block: each block is resampled with its
 * surroundings and cut out at a sample that both rates share, so the result is the same.
 */
export function makeStreamResampler(fromHz: number): {
  push(samples: Float32Array): Float32Array;
  flush(): Float32Array;
} {
  if (fromHz === toHz) return { push: (samples) => samples, flush: () => new Float32Array() };
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  const context = Math.ceil((contextSec * fromHz) / down) * down;
  const block = Math.ceil((blockSec * fromHz) / down) * down;
  /** Begins with one context of what came before: silence at first. */
  let held = new Float32Array(context);
  let heardSamples = 0;
  let givenSamples = 0;

  function cut(length: number): Float32Array {
    const all = resample(held.subarray(0, context + length + context), fromHz, toHz);
    const from = (context / down) * up;
    const out = all.slice(from, from + (length / down) * up);
    held = held.slice(length);
    givenSamples += out.length;
    return out;
  }

  function append(samples: Float32Array): void {
    const next = new Float32Array(held.length + samples.length);
    next.set(held);
    next.set(samples, held.length);
    held = next;
  }

  return {
    push(samples) {
      append(samples);
      heardSamples += samples.length;
      const parts: Float32Array[] = [];
      while (held.length >= context + block + context) parts.push(cut(block));
      return joined(parts);
    },
    flush() {
      const left = held.length - context;
      append(new Float32Array(context + down));
      const wanted = Math.ceil((heardSamples * up) / down) - givenSamples;
      return cut(Math.ceil(left / down) * down).slice(0, wanted);
    },
  };
}
