/** In-place radix-2 FFT of a complex signal. Length must be a power of two. */
export function fft(re: Float32Array, im: Float32Array): void {
  const n = re.length;
  reorder(re, im);
  for (let half = 1; half < n; half *= 2) {
    for (let k = 0; k < half; k++) {
      const angle = (-Math.PI * k) / half;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      for (let i = k; i < n; i += 2 * half) butterfly(re, im, { i, j: i + half, c, s });
    }
  }
}

type Pair = { i: number; j: number; c: number; s: number };

function butterfly(re: Float32Array, im: Float32Array, { i, j, c, s }: Pair): void {
  const [aRe, aIm, bRe, bIm] = [re[i] ?? 0, im[i] ?? 0, re[j] ?? 0, im[j] ?? 0];
  const tRe = bRe * c - bIm * s;
  const tIm = bRe * s + bIm * c;
  re[j] = aRe - tRe;
  im[j] = aIm - tIm;
  re[i] = aRe + tRe;
  im[i] = aIm + tIm;
}

/** Bit-reversed order. */
function reorder(re: Float32Array, im: Float32Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0];
    [im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0];
  }
}

/** Loudness by time and frequency, ready to paint. */
export interface Spectrogram {
  columns: number;
  /** Frequency bins from 0 Hz to half the sample rate. */
  bins: number;
  /** `columns * bins` values 0..255, column by column, lowest frequency first. */
  levels: Uint8ClampedArray;
}

/** Quietest and loudest that still differ on the picture, dB relative to a full-scale tone. */
const floorDb = -80;
const ceilingDb = -10;

/** Hann-windowed spectrogram with exactly `columns` columns over the whole signal. */
export function spectrogram(samples: Float32Array, columns: number, fftSize = 512): Spectrogram {
  const bins = fftSize / 2;
  const levels = new Uint8ClampedArray(columns * bins);
  const window = Float32Array.from(
    { length: fftSize },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftSize),
  );
  const re = new Float32Array(fftSize);
  const im = new Float32Array(fftSize);
  for (let column = 0; column < columns; column++) {
    const middle = ((column + 0.5) * samples.length) / columns;
    const from = Math.floor(middle - fftSize / 2);
    for (let i = 0; i < fftSize; i++) re[i] = (samples[from + i] ?? 0) * (window[i] ?? 0);
    im.fill(0);
    fft(re, im);
    for (let bin = 0; bin < bins; bin++) {
      // A full-scale tone under a Hann window has magnitude fftSize / 4.
      const magnitude = Math.hypot(re[bin] ?? 0, im[bin] ?? 0) / (fftSize / 4);
      const db = 20 * Math.log10(magnitude + 1e-9);
      levels[column * bins + bin] = (255 * (db - floorDb)) / (ceilingDb - floorDb);
    }
  }
  return { columns, bins, levels };
}

/** Lowest and highest sample of each of `columns` stretches: the waveform. */
export function peaks(samples: Float32Array, columns: number): { low: number; high: number }[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let low = 0;
    let high = 0;
    for (let i = from; i < to; i++) {
      const value = samples[i] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  });
}
