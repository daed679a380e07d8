/** Zero crossings of the sinc on each side; with this Kaiser window about 90 dB of stop band. */
const halfCrossings = 48;
const kaiserBeta = 8.96;
/** Centre of the transition as a share of the lower Nyquist frequency: all of it lies below. */
const cutoffShare = 0.94;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function of the first kind, order 0 (power series). */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Changes the sample rate of a whole recording, band-limited: windowed-sinc interpolation with one
 * polyphase branch per output phase (Crochiere and Rabiner, Multirate Digital Signal Processing,
 * 1983; Kaiser window). What lies above the new Nyquist frequency is removed, not folded down.
 *
 * @throws RangeError when a rate is not a whole number between 1 and 768000 Hz.
 */
export function resample(input: Float32Array, fromHz: number, toHz: number): Float32Array {
  for (const hz of [fromHz, toHz]) {
    if (!Number.isInteger(hz) || hz < 1 || hz > 768_000) throw new RangeError(`rate ${hz} Hz`);
  }
  if (fromHz === toHz) return input.slice();
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const up = toHz / divisor;
  const down = fromHz / divisor;
  /** Cycles per input sample. */
  const cutoff = (cutoffShare * Math.min(1, toHz / fromHz)) / 2;
  const half = Math.ceil(halfCrossings / (2 * cutoff));
  const phases: (Float32Array | undefined)[] = [];
  const output = new Float32Array(Math.ceil((input.length * up) / down));
  for (let n = 0; n < output.length; n += 1) {
    const phase = (n * down) % up;
    const centre = (n * down - phase) / up;
    phases[phase] ??= makePhase({ offset: phase / up, half, cutoff });
    output[n] = dot(input, centre - half + 1, phases[phase]);
  }
  return output;
}

/** [2 * half] taps around a point that lies `offset` (0..1) after an input sample; sum is 1. */
function makePhase(shape: { offset: number; half: number; cutoff: number }): Float32Array {
  const { offset, half, cutoff } = shape;
  const taps = Float64Array.from({ length: 2 * half }, (_, i) => {
    const away = i - half + 1 - offset;
    const x = 2 * cutoff * away;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    const edge = Math.max(0, 1 - (away / half) ** 2);
    return (sinc * besselI0(kaiserBeta * Math.sqrt(edge))) / besselI0(kaiserBeta);
  });
  const sum = taps.reduce((a, b) => a + b, 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}

function dot(input: Float32Array, from: number, taps: Float32Array): number {
  const first = Math.max(0, -from);
  const last = Math.min(taps.length, input.length - from);
  let sum = 0;
  for (let i = first; i < last; i += 1) sum += (input[from + i] ?? 0) * (taps[i] ?? 0);
  return sum;
}
