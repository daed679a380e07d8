import { z } from 'zod';

/** What was noticed. `button` and `person` are people; the rest are branches of the detector. */
export const detectionKinds = [
  'button',
  'person',
  'scream',
  'shout',
  'cry',
  'bang',
  'glass',
  'phrase',
  'quarrel',
  'level',
] as const;
export type DetectionKind = (typeof detectionKinds)[number];

/** Drills and daily tests use the real pipeline, marked all the way. */
export const alarmKinds = ['actual', 'exercise', 'test'] as const;
export type AlarmKind = (typeof alarmKinds)[number];

/** 0 nothing, 1 heard something, 2 people likely, 3 likely threat, 4 button or confirmed (after TMA-AVS-01). */
export const confidenceSchema = z.int().min(0).max(4);

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** What spoke. `secondLook` and `insult` come from a transcript that was made afterwards. */
export const reasonBranches = [
  'button',
  'person',
  'sound',
  'words',
  'quarrel',
  'level',
  'secondLook',
  'insult',
] as const;

/** Why the detector spoke. `score` 0..1; `windows` how many looks agreed. */
export const reasonSchema = z.strictObject({
  branch: z.enum(reasonBranches),
  label: z.string().min(1).max(40),
  score: z.number().min(0).max(1),
  windows: z.int().min(0).max(10_000).optional(),
});
export type Reason = z.infer<typeof reasonSchema>;

/** One detection as it crosses the wire. All times are epoch ms of the terminal's own clock. */
export const detectionSchema = z.strictObject({
  v: z.literal(1),
  /** Made on the terminal once (UUID v7); whatever is sent twice carries the same id. */
  id: z.uuid(),
  kind: z.enum(detectionKinds),
  alarmKind: z.enum(alarmKinds),
  /** t0: the sound began or the button went down. */
  beganAt: epochMs,
  /** t1: the terminal decided. */
  decidedAt: epochMs,
  /** When this very message was handed to the network: gives the server the skew of the clock. */
  sentAt: epochMs,
  confidence: confidenceSchema,
  reasons: z.array(reasonSchema).max(16),
  /** Loudest 100 ms around the event, dB relative to full scale. */
  levelDbfs: z.number().min(-200).max(10).optional(),
  /** A clip will be uploaded under this id. */
  clip: z.boolean(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** Largest detection payload taken, bytes. */
export const detectionMaxBytes = 16 * 1024;
