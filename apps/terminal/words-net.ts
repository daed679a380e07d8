import { tokenCount } from '@anyuan/core/words/tokens.ts';
import { z } from 'zod';

/** The part of words.json that a terminal depends on. */
export const wordsDescriptionSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  tokens: z.literal(tokenCount),
  memory: z.tuple([z.literal(1), z.int().positive(), z.int().positive()]),
  melFrames: z.int().positive(),
  steps: z.int().positive(),
});
export type WordsDescription = z.infer<typeof wordsDescriptionSchema>;

/** The words network on one stream: it remembers what it heard, so one net serves one stream. */
export interface WordsNet {
  /** Frames of log-mel taken by each step: the new ones behind the last few of before. */
  melFrames: number;
  /** Frames given for each step, `tokenCount` log probabilities each. */
  steps: number;
  /** @throws Error when the network gives what is no number; it has then forgotten the stream. */
  step(mel: Float32Array): Promise<Float32Array>;
}

/** One step of the model in whichever engine runs it. */
export type WordsStep = (given: {
  mel: Float32Array;
  memory: Float32Array;
}) => Promise<{ tokens: Float32Array; next: Float32Array }>;

/** A net that remembers its stream between steps. */
export function openWordsNet(run: WordsStep, about: WordsDescription): WordsNet {
  const { melFrames, steps } = about;
  const size = about.memory[1] * about.memory[2];
  let memory: Float32Array = new Float32Array(size);
  return {
    melFrames,
    steps,
    async step(mel) {
      const { tokens, next } = await run({ mel, memory });
      memory = next;
      if (!tokens.every(Number.isFinite)) {
        memory = new Float32Array(size);
        throw new Error('the words model gave what is no number');
      }
      return tokens;
    },
  };
}
