import './no-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { melBins } from '@anyuan/core/detection/log-mel.ts';
import { tokenCount } from '@anyuan/core/words/tokens.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

/** The part of words.json that the terminal depends on. */
const descriptionSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  tokens: z.literal(tokenCount),
  memory: z.tuple([z.literal(1), z.int().positive(), z.int().positive()]),
  melFrames: z.int().positive(),
  steps: z.int().positive(),
});

/** The words network on one stream: it remembers what it heard, so one net serves one stream. */
export interface WordsNet {
  /** Frames of log-mel taken by each step: the new ones behind the last few of before. */
  melFrames: number;
  /** Frames given for each step, `tokenCount` log probabilities each. */
  steps: number;
  /** @throws Error when the network gives what is no number; it has then forgotten the stream. */
  step(mel: Float32Array): Promise<Float32Array>;
}

export type WordsModelResult = { open(): WordsNet } | { fault: 'words.model'; detail: string };

const sessionOptions: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/**
 * Loads the built-in words model beside `words.json` in a folder. What is missing, cut short or
 * another file than described is a fault with its reason; sound and button go on without it.
 */
export async function loadWordsModel(dir: string): Promise<WordsModelResult> {
  try {
    const described = JSON.parse(await readFile(join(dir, 'words.json'), 'utf8'));
    const description = descriptionSchema.parse(described);
    const bytes = await readFile(join(dir, description.file));
    if (createHash('sha256').update(bytes).digest('hex') !== description.sha256) {
      throw new Error('checksum differs');
    }
    const session = await InferenceSession.create(bytes, sessionOptions);
    return { open: () => openNet(session, description) };
  } catch (error) {
    return { fault: 'words.model', detail: `${dir}: ${(error as Error).message}`.slice(0, 300) };
  }
}

function openNet(session: InferenceSession, about: z.infer<typeof descriptionSchema>): WordsNet {
  const { melFrames, steps } = about;
  const size = about.memory[1] * about.memory[2];
  let memory = new Float32Array(size);
  return {
    melFrames,
    steps,
    async step(mel) {
      const given = await session.run({
        mel: new Tensor('float32', mel, [1, melFrames, melBins]),
        memory: new Tensor('float32', memory, about.memory),
      });
      const tokens = given.tokens?.data as Float32Array;
      memory = given.next?.data as Float32Array<ArrayBuffer>;
      if (!tokens.every(Number.isFinite)) {
        memory = new Float32Array(size);
        throw new Error('the words model gave what is no number');
      }
      return tokens;
    },
  };
}
