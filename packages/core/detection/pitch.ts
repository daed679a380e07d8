/** Pitch of voices by YIN (de Cheveigné and Kawahara 2002) on sound at 8 kHz: enough for 90 to 800 Hz. */

export const pitchRateHz = 8_000;
/** One frame every 20 ms of sound. */
export const pitchHop = 160;
/** Samples that a frame looks at: the compared stretch and the longest lag behind it. */
export const pitchWindow = 352;

const compared = 256;
/** 800 Hz: a screaming child. 83 Hz: a low man. */
const shortestLag = 10;
const longestLag = 96;
/** A dip of the normalised difference below this is a period. */
const dip = 0.18;

export interface Pitch {
  /** Hz; 0 where nothing periodic was found. */
  hz: number;
  /** 0: purely periodic .. 1 and more: noise. The lowest value of the normalised difference. */
  aperiodicity: number;
}

const difference = new Float64Array(longestLag + 1);

/** The cumulative mean normalised difference of a stretch, for all lags. */
function normalisedDifference(pcm: Float32Array): Float64Array {
  let sum = 0;
  difference[0] = 1;
  for (let lag = 1; lag <= longestLag; lag += 1) {
    let total = 0;
    for (let i = 0; i < compared; i += 1) {
      const delta = (pcm[i] ?? 0) - (pcm[i + lag] ?? 0);
      total += delta * delta;
    }
    sum += total;
    difference[lag] = sum > 0 ? (total * lag) / sum : 1;
  }
  return difference;
}

/** The bottom of the dip that a lag lies in. */
function bottom(values: Float64Array, from: number): number {
  let lag = from;
  while (lag + 1 <= longestLag && (values[lag + 1] ?? 1) < (values[lag] ?? 1)) lag += 1;
  return lag;
}

/** Where the bottom of a parabola through three points lies, relative to the middle one. */
function parabolic(left: number, middle: number, right: number): number {
  const curve = left + right - 2 * middle;
  return curve <= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (left - right) / (2 * curve)));
}

/** Pitch of [pitchWindow] samples at 8 kHz. Silence, constants and what is no number have none. */
export function pitchOf(pcm: Float32Array): Pitch {
  const values = normalisedDifference(pcm);
  let best = shortestLag;
  for (let lag = shortestLag; lag <= longestLag; lag += 1) {
    const value = values[lag] ?? 1;
    if (value < dip) {
      best = bottom(values, lag);
      const at = parabolic(values[best - 1] ?? 1, values[best] ?? 1, values[best + 1] ?? 1);
      return { hz: pitchRateHz / (best + at), aperiodicity: values[best] ?? 1 };
    }
    if (value < (values[best] ?? 1)) best = lag;
  }
  const aperiodicity = values[best] ?? 1;
  return { hz: 0, aperiodicity: Number.isFinite(aperiodicity) ? Math.min(2, aperiodicity) : 1 };
}

/** Halves the rate of 16 kHz sound: a short low-pass, then every second sample. */
export function halved(pcm: Float32Array): Float32Array {
  const out = new Float32Array(pcm.length >> 1);
  for (let i = 0; i < out.length; i += 1) {
    const at = i * 2;
    const before = pcm[at - 1] ?? pcm[at] ?? 0;
    const after = pcm[at + 1] ?? pcm[at] ?? 0;
    out[i] = 0.25 * before + 0.5 * (pcm[at] ?? 0) + 0.25 * after;
  }
  return out;
}
