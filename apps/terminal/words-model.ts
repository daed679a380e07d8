import './no-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { melBins } from '@anyuan/core/detection/log-mel.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  openWordsNet,
  type WordsDescription,
  type WordsNet,
  type WordsStep,
  wordsDescriptionSchema,
} from './words-net.ts';

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
    const description = wordsDescriptionSchema.parse(described);
    const bytes = await readFile(join(dir, description.file));
    if (createHash('sha256').update(bytes).digest('hex') !== description.sha256) {
      throw new Error('checksum differs');
    }
    const session = await InferenceSession.create(bytes, sessionOptions);
    return { open: () => openWordsNet(stepOf(session, description), description) };
  } catch (error) {
    return { fault: 'words.model', detail: `${dir}: ${(error as Error).message}`.slice(0, 300) };
  }
}

const stepOf =
  (session: InferenceSession, about: WordsDescription): WordsStep =>
  async ({ mel, memory }) => {
    const given = await session.run({
      mel: new Tensor('float32', mel, [1, about.melFrames, melBins]),
      memory: new Tensor('float32', memory, about.memory),
    });
    return {
      tokens: given.tokens?.data as Float32Array,
      next: given.next?.data as Float32Array,
    };
  };
