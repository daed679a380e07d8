import { seededRandom } from '../statistics.ts';

/**
 * A clip cut out of its surroundings is no stream. It is put into faint noise, as
 * training/evaluate.py does: a second before it, a second behind it, and underneath, as no room is
 * digitally silent. Where it falls between the detector's looks is drawn from its content, as in
 * life it is a matter of chance.
 */
const rms = 3e-4;
const leadSamples = 16_000;
/** Clips fall anywhere within this: two hops of ours, one of the teacher's. */
const spreadSamples = 7_680;
export const tailSamples = 16_000;

/** Ten seconds of Gaussian noise (Box and Muller 1958), always the same. */
const noise = (() => {
  const random = seededRandom(5);
  return Float32Array.from({ length: 160_000 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return rms * radius * Math.cos(2 * Math.PI * random());
  });
})();

/** Samples before the clip of this content (hex digits): 1 s and up to 0.48 s. */
export function leadOf(sha: string): number {
  return leadSamples + (Number.parseInt(sha.slice(0, 8), 16) % spreadSamples);
}

/** Adds the tone to samples that begin at `fromSample` of the stream, in a new array. */
export function withTone(samples: Float32Array, fromSample: number): Float32Array {
  return samples.map((value, i) => value + (noise[(fromSample + i) % noise.length] ?? 0));
}

/** The pieces of a clip with the tone before, behind and underneath. */
export async function* inRoomTone(
  pieces: AsyncIterable<Float32Array>,
  leadSamplesOfClip: number,
): AsyncGenerator<Float32Array, void> {
  let at = leadSamplesOfClip;
  yield withTone(new Float32Array(leadSamplesOfClip), 0);
  for await (const piece of pieces) {
    yield withTone(piece, at);
    at += piece.length;
  }
  yield withTone(new Float32Array(tailSamples), at);
}
