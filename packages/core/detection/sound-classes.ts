/**
 * What the sound model answers, in the order of its output `probabilities` [1, 3].
 *
 * Outputs are independent (a scream may also be a cry); a new class is a new name at the end, a
 * model trained with it, and its thresholds below.
 */
export const soundClasses = ['scream', 'cry', 'bang'] as const;

export type SoundClass = (typeof soundClasses)[number];

/**
 * When a class counts as heard, as probabilities 0..1 of windows every 0.48 s.
 *
 * `twoLooks`: the mean of two windows in a row is at or above it.
 * `oneLook`: one window alone is at or above it; null where one window never suffices.
 */
export type SoundThreshold = { twoLooks: number; oneLook: number | null };

export type SoundThresholds = Record<SoundClass, SoundThreshold>;

/**
 * At most one false alarm per hour and class on clips of sources the network had not heard; the
 * figures behind them are in apps/terminal/models/MODEL-CARD.md. training/check.ts keeps these
 * equal to sound.json.
 */
export const defaultSoundThresholds: SoundThresholds = {
  scream: { twoLooks: 0.338, oneLook: null },
  cry: { twoLooks: 0.845, oneLook: null },
  bang: { twoLooks: 0.539, oneLook: 0.705 },
};
