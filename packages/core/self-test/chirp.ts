/** Sample rate of everything here. */
const rateHz = 16_000;

/** A sweep of the code: 0.128 s. */
const sweepSamples = 2_048;
const lowHz = 500;
const highHz = 6_500;
/** Up, down, down, up: no room sound and no neighbouring sweep looks like it. */
const code = ['up', 'down', 'down', 'up'] as const;

/** Length of the coded chirp: 0.512 s. */
export const chirpSamples = sweepSamples * code.length;

function sweep(direction: 'up' | 'down'): Float32Array {
  const seconds = sweepSamples / rateHz;
  const [from, to] = direction === 'up' ? [lowHz, highHz] : [highHz, lowHz];
  return Float32Array.from({ length: sweepSamples }, (_, i) => {
    const t = i / rateHz;
    const phase = 2 * Math.PI * (from * t + ((to - from) * t * t) / (2 * seconds));
    // Soft edges of 8 ms: a small loudspeaker would click, and a click is wide-band.
    const edge = Math.min(1, i / 128, (sweepSamples - 1 - i) / 128);
    return 0.7 * edge * Math.sin(phase);
  });
}

/** The coded chirp of the self-test, 16 kHz, -0.7..0.7: four linear sweeps from 500 to 6500 Hz. */
export function makeChirp(): Float32Array {
  const chirp = new Float32Array(chirpSamples);
  for (const [i, direction] of code.entries()) chirp.set(sweep(direction), i * sweepSamples);
  return chirp;
}
