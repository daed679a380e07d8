/**
 * Log-mel front end of the sound model: PCM window in, picture for the network out.
 *
 * Formula, shared with training/log_mel.py and held together by golden/log-mel.json:
 * frames of 400 samples (25 ms) every 160 (10 ms), periodic Hann, |FFT 512|, 64 triangles evenly
 * spaced on the HTK mel scale mel(f) = 2595 log10(1 + f / 700) (Young et al., The HTK Book,
 * section 5.4) from 125 to 7500 Hz, natural log of (sum + 0.001).
 *
 * Pure and synchronous, no dependency: runs in Node and in a browser.
 */

export const sampleRateHz = 16_000;
/** Samples of one window: 0.96 s. */
export const windowSamples = 15_360;
/** Samples from one window to the next at run time: 0.24 s. */
export const hopSamples = 3_840;
export const melFrames = 94;
export const melBins = 64;
/** Frames by which the next window lies further; an even number, as frames are made in pairs. */
export const hopFrames = 24;
/** Shape of the network's input `mel`: batch, channel, frames, bins. */
export const melShape = [1, 1, melFrames, melBins] as const;

const frameSamples = 400;
const frameStepSamples = 160;
const fftSize = 512;
const spectrumBins = fftSize / 2 + 1;
const lowestHz = 125;
const highestHz = 7_500;
const logOffset = 0.001;

type MelFilter = { firstBin: number; weights: Float64Array };

const hzToMel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);

/** Triangles rising and falling linearly in mel; the constant part of the signal counts nowhere. */
function makeMelFilters(): MelFilter[] {
  const lowMel = hzToMel(lowestHz);
  const stepMel = (hzToMel(highestHz) - lowMel) / (melBins + 1);
  return Array.from({ length: melBins }, (_, filter) => {
    const centreMel = lowMel + stepMel * (filter + 1);
    const all: number[] = [0];
    for (let bin = 1; bin < spectrumBins; bin += 1) {
      const awayMel = Math.abs(hzToMel((bin * sampleRateHz) / fftSize) - centreMel);
      all.push(Math.max(0, 1 - awayMel / stepMel));
    }
    const firstBin = Math.max(
      0,
      all.findIndex((weight) => weight > 0),
    );
    const lastBin = all.findLastIndex((weight) => weight > 0);
    return { firstBin, weights: Float64Array.from(all.slice(firstBin, lastBin + 1)) };
  });
}

/**
 * In-place complex FFT of a fixed power-of-two size (radix 2, decimation in time; Cooley and
 * Tukey 1965). Returns a function over [size] real and imaginary parts; it allocates nothing.
 */
export function makeFft(size: number): (real: Float64Array, imaginary: Float64Array) => void {
  const swaps = makeBitReversal(size);
  const cosines = Float64Array.from({ length: size / 2 }, (_, k) =>
    Math.cos((2 * Math.PI * k) / size),
  );
  const sines = Float64Array.from(
    { length: size / 2 },
    (_, k) => -Math.sin((2 * Math.PI * k) / size),
  );
  return (real, imaginary) => {
    swapPairs(real, swaps);
    swapPairs(imaginary, swaps);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (half * 2);
      for (let start = 0; start < size; start += half * 2) {
        for (let k = 0; k < half; k += 1) {
          const upper = start + k;
          const lower = upper + half;
          const c = cosines[k * stride]!;
          const s = sines[k * stride]!;
          const re = real[lower]! * c - imaginary[lower]! * s;
          const im = real[lower]! * s + imaginary[lower]! * c;
          real[lower] = real[upper]! - re;
          imaginary[lower] = imaginary[upper]! - im;
          real[upper]! += re;
          imaginary[upper]! += im;
        }
      }
    }
  };
}

/** Index pairs to exchange before the butterflies, flat: [a0, b0, a1, b1, ...]. */
function makeBitReversal(size: number): Uint16Array {
  const bits = Math.log2(size);
  const pairs: number[] = [];
  for (let i = 0; i < size; i += 1) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit += 1) reversed = (reversed << 1) | ((i >> bit) & 1);
    if (i < reversed) pairs.push(i, reversed);
  }
  return Uint16Array.from(pairs);
}

function swapPairs(values: Float64Array, pairs: Uint16Array): void {
  for (let k = 0; k < pairs.length; k += 2) {
    const a = pairs[k]!;
    const b = pairs[k + 1]!;
    const kept = values[a]!;
    values[a] = values[b]!;
    values[b] = kept;
  }
}

/** A broken driver can hand over NaN or wild values; the picture stays finite whatever comes. */
function cleanSample(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.max(-1, Math.min(1, value));
}

export type LogMel = {
  /**
   * Turns one window into the network's input.
   *
   * @param pcm [15360] samples at 16 kHz in -1..1; NaN and infinities count as 0, others are
   *   clipped. A view into a longer buffer (`subarray`) is fine.
   * @param into [6016] = [1, 1, 94, 64] flat, frame by frame; defaults to a buffer that the next
   *   call overwrites, so copy it (or pass your own) to keep it.
   * @param known so many leading frames (an even number) stand in `into` already, from the window
   *   before: overlapping windows share most of their frames.
   * @returns `into`: natural log of mel magnitudes, about -6.9 (silence) to 6.
   * @throws RangeError when a length is wrong.
   */
  compute(pcm: Float32Array, into?: Float32Array, known?: number): Float32Array;
};

/** Makes a front end with its own buffers: one per stream or share it, calls are synchronous. */
export function makeLogMel(): LogMel {
  const filters = makeMelFilters();
  const fft = makeFft(fftSize);
  const hann = Float64Array.from(
    { length: frameSamples },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frameSamples),
  );
  const real = new Float64Array(fftSize);
  const imaginary = new Float64Array(fftSize);
  const evenMagnitude = new Float64Array(spectrumBins);
  const oddMagnitude = new Float64Array(spectrumBins);
  const own = new Float32Array(melFrames * melBins);

  function loadFrame(pcm: Float32Array, frame: number, target: Float64Array): void {
    const start = frame * frameStepSamples;
    for (let i = 0; i < frameSamples; i += 1) target[i] = cleanSample(pcm[start + i]!) * hann[i]!;
    target.fill(0, frameSamples);
  }

  function writeFrame(magnitude: Float64Array, frame: number, into: Float32Array): void {
    for (let bin = 0; bin < melBins; bin += 1) {
      const { firstBin, weights } = filters[bin]!;
      let sum = logOffset;
      for (let k = 0; k < weights.length; k += 1) sum += weights[k]! * magnitude[firstBin + k]!;
      into[frame * melBins + bin] = Math.log(sum);
    }
  }

  return {
    compute(pcm, into = own, known = 0) {
      if (pcm.length !== windowSamples) throw new RangeError(`pcm must hold ${windowSamples}`);
      if (into.length !== own.length) throw new RangeError(`into must hold ${own.length}`);
      for (let frame = known; frame < melFrames; frame += 2) {
        loadFrame(pcm, frame, real);
        loadFrame(pcm, frame + 1, imaginary);
        fft(real, imaginary);
        splitMagnitudes({ real, imaginary, evenMagnitude, oddMagnitude });
        writeFrame(evenMagnitude, frame, into);
        writeFrame(oddMagnitude, frame + 1, into);
      }
      return into;
    },
  };
}

type Spectra = {
  real: Float64Array;
  imaginary: Float64Array;
  evenMagnitude: Float64Array;
  oddMagnitude: Float64Array;
};

/**
 * Two real frames went through one complex FFT as real and imaginary part: with Z = FFT(a + ib),
 * A[k] = (Z[k] + conj Z[N-k]) / 2 and B[k] = (Z[k] - conj Z[N-k]) / 2i. Writes |A| and |B|.
 */
function splitMagnitudes({ real, imaginary, evenMagnitude, oddMagnitude }: Spectra): void {
  for (let k = 0; k < spectrumBins; k += 1) {
    const mirror = (fftSize - k) % fftSize;
    const a = real[k]!;
    const b = imaginary[k]!;
    const c = real[mirror]!;
    const d = imaginary[mirror]!;
    evenMagnitude[k] = Math.sqrt((a + c) * (a + c) + (b - d) * (b - d)) / 2;
    oddMagnitude[k] = Math.sqrt((b + d) * (b + d) + (c - a) * (c - a)) / 2;
  }
}
