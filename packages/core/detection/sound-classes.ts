/**
 * What the sound model answers, in the order of its output `probabilities` [1, 8].
 *
 * Outputs are independent (a scream may also be a cry); a new class is a new name at the end and a
 * model trained with it.
 */
export const soundClasses = [
  'scream',
  'shout',
  'cry',
  'glass',
  'bang',
  'speech',
  'laugh',
  'other',
] as const;

/** The classes that can raise an alarm; the others are there to be told from them. */
export const alarmSounds = ['scream', 'shout', 'cry', 'glass', 'bang'] as const;

export type AlarmSound = (typeof alarmSounds)[number];

/**
 * When a class counts as heard, as probabilities 0..1 of windows every 0.24 s.
 *
 * `together`: the mean of three windows in a row is at or above it.
 * `oneLook`: one window alone is at or above it; null where one window never suffices.
 */
export type SoundThreshold = { together: number; oneLook: number | null };

export type SoundThresholds = Record<AlarmSound, SoundThreshold>;

/**
 * At most one false alarm per hour and class on clips of sources the network had not heard; the
 * figures behind them are in apps/terminal/models/MODEL-CARD.md. training/check.ts keeps these
 * equal to sound.json.
 */
export const defaultSoundThresholds: SoundThresholds = {
  scream: { together: 0.362, oneLook: null },
  shout: { together: 0.507, oneLook: null },
  cry: { together: 0.801, oneLook: null },
  glass: { together: 0.508, oneLook: null },
  bang: { together: 0.841, oneLook: null },
};
