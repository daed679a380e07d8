import type { Branch } from './branch.ts';
import { samplesPerMs } from './frames.ts';

/** What complete silence reads as, dB relative to full scale. */
export const silenceDbfs = -120;

/**
 * Level of a stretch, dB relative to full scale (a full-scale square wave is 0). The mean is taken
 * off first: a microphone that is stuck at a constant value is silent, not loud.
 */
export function levelDbfsOf(pcm: Float32Array): number {
  if (pcm.length === 0) return silenceDbfs;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < pcm.length; i += 1) {
    const sample = pcm[i] ?? 0;
    const value = Number.isFinite(sample) ? sample : 0;
    sum += value;
    squares += value * value;
  }
  const power = squares / pcm.length - (sum / pcm.length) ** 2;
  return power <= 1e-12 ? silenceDbfs : Math.max(silenceDbfs, 10 * Math.log10(power));
}

const levelWindowSamples = 1_600;
const windowSec = 0.1;
/** Where the floor stands before anything was heard, dBFS. */
const firstFloorDbfs = -55;
/** A quiet room is not "loud" at a whisper: the floor never goes below this, dBFS. */
const lowestFloorDbfs = -65;
/** Falls to a quieter room within seconds, rises to a noisier one within minutes (dB a second). */
const fallDbPerSec = 8;
const riseDbPerSec = 0.15;

/** The floor after `sec` more seconds at `levelDbfs`. */
export function learnFloor(floorDbfs: number, levelDbfs: number, sec: number): number {
  const step = levelDbfs < floorDbfs ? -fallDbPerSec * sec : riseDbPerSec * sec;
  const next = floorDbfs + step;
  const reached = step < 0 ? Math.max(levelDbfs, next) : Math.min(levelDbfs, next);
  return Math.max(lowestFloorDbfs, reached);
}

/** What a place usually sounds like at this hour. */
export interface UsualFloor {
  /** Learns from `sec` seconds at a level, dBFS. */
  hear(levelDbfs: number, sec: number): void;
  /** The floor (dBFS) that a place has now, lifted towards what is usual at this hour. */
  lift(floorDbfs: number): number;
}

/**
 * The level branch: every 100 ms, how far the level stands over the learned floor. Score 0.5 is
 * exactly `overFloorDb()` over it, 1 is twice that; whether it lasts is the decision's business.
 * Where the place is known to be louder at this hour (`usual`), the floor stands higher.
 * While the device itself is sounding (`ownSound`) its loudness says nothing and teaches nothing.
 */
export function makeLevelBranch(options: {
  overFloorDb: () => number;
  ownSound: () => boolean;
  usual?: UsualFloor;
}): Branch {
  let floorDbfs = firstFloorDbfs;
  return {
    name: 'level',
    windowSamples: levelWindowSamples,
    hopSamples: levelWindowSamples,
    look({ pcm, fromSample, toSample }) {
      const span = { fromMs: fromSample / samplesPerMs, toMs: toSample / samplesPerMs };
      if (options.ownSound()) return [{ branch: 'level', kind: 'level', score: 0, ...span }];
      const levelDbfs = levelDbfsOf(pcm);
      const overDb = levelDbfs - (options.usual?.lift(floorDbfs) ?? floorDbfs);
      floorDbfs = learnFloor(floorDbfs, levelDbfs, windowSec);
      options.usual?.hear(levelDbfs, windowSec);
      const score = Math.max(0, Math.min(1, overDb / (2 * options.overFloorDb())));
      return [{ branch: 'level', kind: 'level', score, ...span }];
    },
  };
}
