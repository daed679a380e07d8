import { z } from 'zod';

const epochMs = z.int().min(0).max(8_640_000_000_000_000);

/** Recordings that every terminal has, by name: apps/terminal/prompts. */
export const speakPrompts = ['attention', 'exercise', 'test', 'deterrent', 'talk'] as const;
export type SpeakPrompt = (typeof speakPrompts)[number];

/**
 * Server to terminal, on `speak`: say this. Words need a voice on the terminal; without one the prompts are played, which say less.
 * Waits for a terminal that is away until `expiresAt`.
 */
export const speakSchema = z
  .strictObject({
    v: z.literal(1),
    /** What comes twice is said once. */
    id: z.uuid(),
    alarmId: z.uuid().nullable(),
    text: z.string().min(1).max(300).nullable(),
    prompts: z.array(z.enum(speakPrompts)).max(4),
    /** `urgent` goes before what is waiting; nothing interrupts a sentence. */
    priority: z.enum(['normal', 'urgent']),
    repeat: z.int().min(1).max(5),
    /** Server's clock. */
    expiresAt: epochMs,
  })
  .refine((s) => s.text !== null || s.prompts.length > 0);
export type Speak = z.infer<typeof speakSchema>;

/** `noVoice`: words, no prompt and nothing installed that can say them; `noPlayer`: no aplay, ffplay or ffmpeg. */
export const speakFailures = ['expired', 'noVoice', 'noPlayer', 'speakerFailed'] as const;
export type SpeakFailure = (typeof speakFailures)[number];

/** Terminal to server, on `spoken`: what became of it. */
export const spokenSchema = z.strictObject({
  v: z.literal(1),
  id: z.uuid(),
  at: epochMs,
  /** `promptInstead`: the recording was played, not the words. */
  outcome: z.enum(['spoken', 'promptInstead', 'notSpoken']),
  reason: z.enum(speakFailures).nullable(),
});
export type Spoken = z.infer<typeof spokenSchema>;
