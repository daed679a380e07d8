import { levelDbfsOf } from '@anyuan/core/detection/level.ts';

/** A flat top of a wave: this many samples of a second at full scale are clipping, not a peak. */
const clippedShare = 0.002;
const fullScale = 0.999;
/** Below this no real room is heard, dBFS. */
const silentDbfs = -85;
const dcShare = 0.05;

export interface SoundHealth {
  add(samples: Float32Array): void;
  /** What is wrong with the sound, in words; it was evaluated all the same. */
  notes(): string[];
}

/** Watches for what makes a recording worthless as evidence: silence, clipping, DC, NaN. */
export function makeSoundHealth(): SoundHealth {
  let count = 0;
  let clipped = 0;
  let nonFinite = 0;
  let sum = 0;
  let loudestDbfs = Number.NEGATIVE_INFINITY;
  return {
    add(samples) {
      for (const value of samples) {
        if (!Number.isFinite(value)) nonFinite += 1;
        else {
          sum += value;
          if (Math.abs(value) >= fullScale) clipped += 1;
        }
      }
      count += samples.length;
      for (let at = 0; at < samples.length; at += 1_600) {
        loudestDbfs = Math.max(loudestDbfs, levelDbfsOf(samples.subarray(at, at + 1_600)));
      }
    },
    notes() {
      const notes: string[] = [];
      const mean = count === 0 ? 0 : sum / count;
      const percent = (part: number) => `${((100 * part) / Math.max(1, count)).toFixed(2)} %`;
      if (nonFinite > 0) notes.push(`${nonFinite} 个样本不是数 / samples are NaN: taken as 0`);
      if (loudestDbfs < silentDbfs) notes.push('无声 / silent');
      if (clipped > count * clippedShare) notes.push(`削波 / clipped: ${percent(clipped)}`);
      if (Math.abs(mean) > dcShare) notes.push(`直流偏移 / DC offset: ${mean.toFixed(3)}`);
      return notes;
    },
  };
}
