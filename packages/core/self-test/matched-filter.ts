import { makeFft } from '../detection/log-mel.ts';

const size = 32_768;

/**
 * Correlates a recording with a template at every lag where the template fits whole: the matched
 * filter, by overlap-save (Oppenheim and Schafer, Discrete-Time Signal Processing, 8.7).
 *
 * @returns [recording - template + 1] sums of products; empty when the recording is shorter.
 * @throws RangeError when the template is longer than half the transform.
 */
export function correlate(recording: Float32Array, template: Float32Array): Float64Array {
  if (template.length > size / 2) throw new RangeError('template');
  const lags = Math.max(0, recording.length - template.length + 1);
  const out = new Float64Array(lags);
  const fft = makeFft(size);
  const [tRe, tIm] = transformed(template, 0, template.length, fft);
  const step = size - template.length + 1;
  for (let from = 0; from < lags; from += step) {
    const [re, im] = transformed(recording, from, size, fft);
    for (let k = 0; k < size; k += 1) {
      const [a, b, c, d] = [re[k] ?? 0, im[k] ?? 0, tRe[k] ?? 0, tIm[k] ?? 0];
      // x * conj(t), conjugated once more: a forward transform of it is the inverse one.
      re[k] = a * c + b * d;
      im[k] = -(b * c - a * d);
    }
    fft(re, im);
    for (let i = 0; i < Math.min(step, lags - from); i += 1) out[from + i] = (re[i] ?? 0) / size;
  }
  return out;
}

type Fft = (real: Float64Array, imaginary: Float64Array) => void;

function transformed(source: Float32Array, from: number, count: number, fft: Fft) {
  const re = new Float64Array(size);
  for (let i = 0; i < count; i += 1) re[i] = source[from + i] ?? 0;
  const im = new Float64Array(size);
  fft(re, im);
  return [re, im] as const;
}

/** Mean power of a stretch between two frequencies, by one transform of 8192 samples at 16 kHz. */
export function bandPower(
  source: Float32Array,
  from: number,
  band: { lowHz: number; highHz: number },
): number {
  const length = 8_192;
  const re = new Float64Array(length);
  for (let i = 0; i < length; i += 1) re[i] = source[from + i] ?? 0;
  const im = new Float64Array(length);
  makeFft(length)(re, im);
  const binHz = 16_000 / length;
  let power = 0;
  for (let k = Math.ceil(band.lowHz / binHz); k * binHz <= band.highHz; k += 1) {
    power += (re[k] ?? 0) ** 2 + (im[k] ?? 0) ** 2;
  }
  return power / length ** 2;
}
