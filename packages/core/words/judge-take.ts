/** Why a recording of a phrase is of no use. */
export type TakeFlaw = 'silent' | 'clipped' | 'offset';

/** Peak below which nobody spoke into this microphone: -50 dBFS. */
const silentPeak = 0.003_16;
/** Share of samples at full scale from which a voice is distorted. */
const clippedShare = 0.005;
const largestOffset = 0.1;

/**
 * Judges a recording before it teaches anything. Samples -1..1; what is no number counts as silence.
 * A little clipping of a shout is borne.
 */
export function judgeTake(pcm: Float32Array): TakeFlaw | null {
  let sum = 0;
  let clipped = 0;
  for (const sample of pcm) {
    if (!Number.isFinite(sample)) continue;
    sum += sample;
    if (Math.abs(sample) >= 0.999) clipped += 1;
  }
  const mean = pcm.length === 0 ? 0 : sum / pcm.length;
  let peak = 0;
  for (const sample of pcm) {
    if (Number.isFinite(sample)) peak = Math.max(peak, Math.abs(sample - mean));
  }
  if (peak < silentPeak) return 'silent';
  if (Math.abs(mean) > largestOffset) return 'offset';
  return clipped > pcm.length * clippedShare ? 'clipped' : null;
}
