import type { Branch, Observation } from './branch.ts';
import { samplesPerMs } from './frames.ts';
import { learnFloor } from './level.ts';
import { pitchHop, pitchWindow } from './pitch.ts';
import { type VoiceFrame, voiceFramesOf } from './voice-frames.ts';

/**
 * What a stretch of voices is like. Anger shows in effort (a brighter spectrum), in how far the pitch
 * travels, in rough periods; two who talk at once show in loud frames without one clear period.
 */
export interface VoiceFigures {
  /** Mean brightness, weighted by power. */
  effort: number;
  /** Median pitch, semitones over 100 Hz. */
  pitch: number;
  /** From the 10th to the 90th percentile of pitch, semitones. */
  pitchRange: number;
  /** Mean aperiodicity of frames that have a pitch. */
  roughness: number;
  /** Share of the loud frames whose period is blurred. */
  overlap: number;
  /** Syllable-like peaks of the level for each second of voice. */
  rate: number;
  /** Share of active frames with a pitch. */
  voiced: number;
  /** Loudest over the mean of active frames, dB: speech has pauses, a cheer has none. */
  dynamics: number;
}

export const voiceFigureNames = [
  'effort',
  'pitch',
  'pitchRange',
  'roughness',
  'overlap',
  'rate',
  'voiced',
  'dynamics',
] as const satisfies readonly (keyof VoiceFigures)[];

const frameSec = 0.02;
const leastVoiced = 20;
const activeDb = 25;
const loudDb = 10;

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const mean = (values: readonly number[]) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

const ascending = (values: number[]) => values.sort((a, b) => a - b);

/** Peaks of the level, smoothed over 100 ms, that stand 3 dB over the dip before them. */
function syllables(levels: readonly number[], leastDbfs: number): number {
  let count = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 2; i + 2 < levels.length; i += 1) {
    const value = mean(levels.slice(i - 2, i + 3));
    low = Math.min(low, value);
    high = Math.max(high, value);
    if (value < high - 3 && high - low >= 3 && high > leastDbfs) {
      count += 1;
      low = value;
      high = value;
    } else if (value < high - 3) high = value;
  }
  return count;
}

/** Null where there is too little voice to say anything. */
export function voiceFiguresOf(frames: readonly VoiceFrame[]): VoiceFigures | null {
  const levels = frames.map(({ levelDbfs }) => levelDbfs);
  const top = percentile(ascending([...levels]), 0.95);
  const active = frames.filter(({ levelDbfs }) => levelDbfs > top - activeDb);
  const voiced = active.filter(({ hz }) => hz > 0);
  if (voiced.length < leastVoiced) return null;
  const semitones = ascending(voiced.map(({ hz }) => 12 * Math.log2(hz / 100)));
  const loud = active.filter(({ levelDbfs }) => levelDbfs > top - loudDb);
  const blurred = loud.filter(({ aperiodicity: a }) => a > 0.15 && a < 0.6);
  const power = active.map(({ levelDbfs }) => 10 ** (levelDbfs / 10));
  const all = power.reduce((sum, p) => sum + p, 0);
  return {
    effort: active.reduce((sum, frame, i) => sum + frame.brightness * (power[i] ?? 0), 0) / all,
    pitch: percentile(semitones, 0.5),
    pitchRange: percentile(semitones, 0.9) - percentile(semitones, 0.1),
    roughness: mean(voiced.map(({ aperiodicity }) => aperiodicity)),
    overlap: blurred.length / Math.max(1, loud.length),
    rate: syllables(levels, top - 15) / (active.length * frameSec),
    voiced: voiced.length / active.length,
    dynamics: top - mean(active.map(({ levelDbfs }) => levelDbfs)),
  };
}

/** How much each figure says, and what it usually is (mean and spread over ordinary sounds and voices). */
export const quarrelWeights: Record<
  keyof VoiceFigures,
  { usual: number; spread: number; weight: number }
> = {
  effort: { usual: -2.6, spread: 0.633, weight: 2 },
  pitch: { usual: 15.8, spread: 5.8, weight: 0 },
  pitchRange: { usual: 8, spread: 5.57, weight: 0.5 },
  roughness: { usual: 0.071, spread: 0.027, weight: 0.5 },
  overlap: { usual: 0.31, spread: 0.237, weight: 0.3 },
  rate: { usual: 4.56, spread: 1.61, weight: 1 },
  voiced: { usual: 0.58, spread: 0.21, weight: 0.7 },
  dynamics: { usual: 7.6, spread: 2.1, weight: 0.3 },
};

/** The sum at which the score is 0.5; hardly a clip of calm speech reaches it, laughter may. */
const midpoint = 4.5;
/** No figure says more than this many spreads. */
const most = 3;

/** 0..1: how much a stretch of voices sounds like a quarrel. */
export function quarrelScore(figures: VoiceFigures): number {
  let sum = 0;
  for (const name of voiceFigureNames) {
    const { usual, spread, weight } = quarrelWeights[name];
    const value = name === 'effort' ? Math.log(figures.effort + 0.01) : figures[name];
    sum += weight * Math.max(-most, Math.min(most, (value - usual) / spread));
  }
  const score = 1 / (1 + Math.exp(midpoint - sum));
  return Number.isFinite(score) ? score : 0;
}

const hopSamples = 8_000;
const windowSamples = hopSamples + (pitchWindow - pitchHop) * 2;
/** Four seconds of voice are judged together. */
const keptFrames = 200;
/** Voices have to stand this far over the learned floor, dB. */
const overFloorDb = 12;

/**
 * The quarrel branch: every half second, how much the last four seconds sound like people at odds.
 * A soft voice is no quarrel however it sounds, and what the device itself plays is none.
 */
export function makeQuarrelBranch(options: { ownSound: () => boolean }): Branch {
  let frames: VoiceFrame[] = [];
  let floorDbfs = -55;

  function score(pcm: Float32Array): number {
    const fresh = voiceFramesOf(pcm);
    for (const { levelDbfs } of fresh) floorDbfs = learnFloor(floorDbfs, levelDbfs, frameSec);
    frames = [...frames, ...fresh].slice(-keptFrames);
    const levels = ascending(frames.map(({ levelDbfs }) => levelDbfs));
    if (percentile(levels, 0.95) < floorDbfs + overFloorDb) return 0;
    const figures = voiceFiguresOf(frames);
    return figures === null ? 0 : quarrelScore(figures);
  }

  return {
    name: 'quarrel',
    windowSamples,
    hopSamples,
    look({ pcm, fromSample, toSample }): Observation[] {
      const span = { fromMs: fromSample / samplesPerMs, toMs: toSample / samplesPerMs };
      const about = { branch: 'quarrel', kind: 'quarrel', ...span } as const;
      if (!options.ownSound()) return [{ ...about, score: score(pcm) }];
      frames = [];
      return [{ ...about, score: 0 }];
    },
  };
}
