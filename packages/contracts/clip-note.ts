import { z } from 'zod';
import { confidenceSchema } from './detection.ts';

const words = z.array(z.string().min(1).max(40)).max(16);

/**
 * What a recogniser on the terminal wrote down of a clip. It travels inside the clip and nowhere else: whoever may not
 * hear the clip never reads it, and it is deleted with it.
 */
export const clipNoteSchema = z.strictObject({
  v: z.literal(1),
  /** Which recogniser: sense-voice, paraformer. */
  engine: z.string().min(1).max(40),
  transcript: z.string().max(300),
  /** Calls for help and insults (辱骂) of the school's list that are in it. */
  heard: words,
  insults: words,
  /** Confidence that the second look found, and that it left. */
  before: confidenceSchema,
  after: confidenceSchema,
});
export type ClipNote = Readonly<z.infer<typeof clipNoteSchema>>;
