import './no-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { melShape } from '@anyuan/core/detection/log-mel.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { makeSoundLooks, type SoundNet, soundDescriptionSchema } from './sound-looks.ts';

export type SoundBranchResult =
  | { branch: Branch }
  | { fault: 'model.missing' | 'model.damaged'; detail: string };

/** One thread and no spinning: four windows a second need about a millisecond each. */
const sessionOptions: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

/**
 * Loads the sound model beside `sound.json` in a folder. A model that is missing, or is not the one
 * that its description names, is a fault and not a crash: button and level go on without it.
 */
export async function openSoundBranch(dir: string): Promise<SoundBranchResult> {
  const described = await readFile(join(dir, 'sound.json'), 'utf8').catch(() => null);
  if (described === null) return { fault: 'model.missing', detail: `no sound.json in ${dir}` };
  try {
    const description = soundDescriptionSchema.parse(JSON.parse(described));
    const bytes = await readFile(join(dir, description.file));
    if (createHash('sha256').update(bytes).digest('hex') !== description.sha256) {
      throw new Error('checksum differs');
    }
    return {
      branch: makeSoundLooks(netOf(await InferenceSession.create(bytes, sessionOptions))),
    };
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT';
    const fault = missing ? 'model.missing' : 'model.damaged';
    return { fault, detail: (error as Error).message };
  }
}

const netOf =
  (session: InferenceSession): SoundNet =>
  async (picture) => {
    const { probabilities } = await session.run({
      mel: new Tensor('float32', picture, [...melShape]),
    });
    return probabilities?.data as Float32Array;
  };
