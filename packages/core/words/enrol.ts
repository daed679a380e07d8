import type { Phrase } from '@anyuan/contracts/phrases.ts';

/** What the recordings of a school scored, each clip its best look, with thresholds at 0.5. */
export interface EnrolmentScores {
  /** By phrase: clips in which somebody said it. */
  said: ReadonlyMap<string, readonly number[]>;
  /** By phrase: its best score in each minute of the place's own background. */
  background: ReadonlyMap<string, readonly number[]>;
}

export interface EnrolmentSettings {
  /** Fewer clips than this say too little to move a threshold. */
  leastClips: number;
  /** Share of the clips that the new threshold lets through. */
  keep: number;
  /** Minutes of background in which one false hit is borne; 600 is once in ten hours. */
  minutesPerFalseHit: number;
  low: number;
  high: number;
}

export const enrolmentSettings: EnrolmentSettings = {
  ...{ leastClips: 6, keep: 0.9, minutesPerFalseHit: 600, low: 0.25, high: 0.9 },
};

const margin = 0.02;
const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The highest threshold that lets `keep` of the scores through. */
function keeping(scores: readonly number[], keep: number): number {
  const ordered = [...scores].sort((a, b) => b - a);
  return (ordered[Math.ceil(ordered.length * keep) - 1] ?? 0) - margin;
}

/** The lowest threshold at which the background hits at most as often as is borne. */
function quieting(scores: readonly number[], minutesPerFalseHit: number): number {
  const borne = Math.floor(scores.length / minutesPerFalseHit);
  const ordered = [...scores].sort((a, b) => b - a);
  return (ordered[borne] ?? 0) + margin;
}

/**
 * Thresholds moved to where this school's voices and rooms are. Lower only as far as the place's own
 * background allows: with little background recorded a phrase never becomes easier than shipped.
 * Only numbers are kept of the voices.
 */
export function enrol(
  phrases: readonly Phrase[],
  { said, background }: EnrolmentScores,
  settings = enrolmentSettings,
): Phrase[] {
  return phrases.map((phrase) => {
    const clips = (said.get(phrase.text) ?? []).filter(Number.isFinite);
    const minutes = (background.get(phrase.text) ?? []).filter(Number.isFinite);
    if (clips.length < settings.leastClips) return phrase;
    const wanted = keeping(clips, settings.keep);
    const quiet = quieting(minutes, settings.minutesPerFalseHit);
    const floor = minutes.length >= 30 ? quiet : Math.max(quiet, phrase.threshold);
    const threshold = clamp(Math.max(wanted, floor), settings.low, settings.high);
    return { ...phrase, threshold: Math.round(threshold * 1000) / 1000 };
  });
}
