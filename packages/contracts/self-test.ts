import { z } from 'zod';
import { detectionKinds } from './detection.ts';

/** What a self-test can find broken; each is a fault code of the terminal as well. */
export const selfTestFaults = [
  'speaker.unheard',
  'microphone.blocked',
  'microphone.clipping',
  'microphone.offset',
  'microphone.drift',
  'detector.deaf',
  'words.deaf',
] as const;
export type SelfTestFault = (typeof selfTestFaults)[number];

/** How the coded chirp came back. All dB; null where it was not found. */
export const selfTestMeasuresSchema = z.strictObject({
  /** Start of the player to the chirp at the microphone. */
  delayMs: z.number().nullable(),
  /** Gain from the played samples to the captured ones. */
  levelDb: z.number().nullable(),
  snrDb: z.number().nullable(),
  /** High tones against low ones, against the chirp itself. */
  tiltDb: z.number().nullable(),
  /** The room before the chirp. */
  noiseDbfs: z.number(),
  peakDbfs: z.number(),
  clippedShare: z.number().min(0).max(1),
  /** Mean of the samples, share of full scale. */
  offset: z.number(),
});
export type SelfTestMeasures = z.infer<typeof selfTestMeasuresSchema>;

/** Mean of the first good runs at this place. */
export const selfTestBaselineSchema = z.strictObject({
  runs: z.int().min(0).max(1000),
  levelDb: z.number(),
  tiltDb: z.number(),
  noiseDbfs: z.number(),
  /** The detector has named the test sound here at least once. */
  heard: z.boolean(),
  /** Runs in a row in which it named nothing. */
  missed: z.int().min(0).default(0),
  /** The same for the phrase that is played. */
  words: z.boolean().default(false),
  missedWords: z.int().min(0).default(0),
});
export type SelfTestBaseline = z.infer<typeof selfTestBaselineSchema>;

/** `skipped` runs say why: an alarm was running, the speaker has no player, no sound came in. */
export const selfTestSkips = ['alarm', 'noPlayer', 'noSound'] as const;

/** One self-test, on its way from the terminal (leaf `selftest`). */
export const selfTestSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  at: z.int().min(0).max(8_640_000_000_000_000),
  trigger: z.enum(['night', 'hand', 'remote']),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  skipped: z.enum(selfTestSkips).nullable(),
  measures: selfTestMeasuresSchema.nullable(),
  baseline: selfTestBaselineSchema.nullable(),
  /** What the detector made of the test sound, through the whole chain; kind `test`, calls nobody. */
  heard: z
    .strictObject({ kind: z.enum(detectionKinds), confidence: z.int().min(0).max(4) })
    .nullable(),
  /** Was the phrase that was played named? Null: it was not played, or this place does not listen for it. */
  words: z.boolean().nullable().default(null),
  findings: z.array(z.enum(selfTestFaults)).max(selfTestFaults.length),
});
export type SelfTest = z.infer<typeof selfTestSchema>;
