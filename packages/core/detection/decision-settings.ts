import type { DetectionKind } from '@anyuan/contracts/detection.ts';
import type { WordsRule } from '../words/fuse.ts';
import type { QuarrelRule } from './quarrel-rule.ts';
import type { SoundThreshold } from './sound-classes.ts';

/** When a kind of sound counts, as scores 0..1. */
export interface SoundRule extends SoundThreshold {
  /** From here on a sound has begun (t0) and goes on: the lower edge of the hysteresis. */
  low: number;
  /** Two looks whose mean is here are strong: confidence 3 instead of 2. */
  strong: number;
}

export interface DecisionSettings {
  sound: Partial<Record<DetectionKind, SoundRule>>;
  /** Level counts alone after `minMs` over `high`; beside a sound it agrees after `agreeMs`. */
  level: { low: number; high: number; minMs: number; agreeMs: number };
  /** A sound has ended after this long below its lower edge. */
  releaseMs: number;
  /** A kind that has just been decided is quiet for this long. Buttons never are. */
  cooldownMs: number;
  /** Another kind heard within this of a decision is the same event, not a second alarm. */
  sameEventMs: number;
  /** From this confidence on people are called; what stays below is recorded and keeps nothing else quiet. */
  wakeFrom: number;
  /** When a phrase counts, and what supports it. */
  words: WordsRule;
  quarrel: QuarrelRule;
}

export const decisionTimes = { releaseMs: 700, cooldownMs: 8_000, sameEventMs: 2_000 } as const;
export const levelRule = { low: 0.42, high: 0.5, minMs: 1_500, agreeMs: 500 } as const;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/**
 * The rule of a class from its shipped thresholds, shifted by the sensitivity setting
 * (-0.5 hears more .. 0.5 hears less). Never so far that everything or nothing counts.
 */
export function soundRuleOf(threshold: SoundThreshold, sensitivity: number): SoundRule {
  const shift = (value: number) => clamp(value + sensitivity, 0.1, 0.995);
  const all = shift(threshold.together);
  return {
    low: all / 2,
    together: all,
    oneLook: threshold.oneLook === null ? null : shift(threshold.oneLook),
    strong: 1 - (1 - all) * 0.4,
  };
}
