import './no-telemetry.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import { samplesPerMs } from '@anyuan/core/detection/frames.ts';
import {
  hopFrames,
  hopSamples,
  makeLogMel,
  melBins,
  melFrames,
  melShape,
  windowSamples,
} from '@anyuan/core/detection/log-mel.ts';
import { alarmSounds, soundClasses } from '@anyuan/core/detection/sound-classes.ts';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

/** The part of sound.json that the terminal depends on. */
const descriptionSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  classes: z.array(z.string()),
});

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
    const description = descriptionSchema.parse(JSON.parse(described));
    if (description.classes.join() !== soundClasses.join()) {
      throw new Error(`classes are ${description.classes.join()}`);
    }
    const bytes = await readFile(join(dir, description.file));
    if (createHash('sha256').update(bytes).digest('hex') !== description.sha256) {
      throw new Error('checksum differs');
    }
    return { branch: makeSoundBranch(await InferenceSession.create(bytes, sessionOptions)) };
  } catch (error) {
    const missing = (error as { code?: string }).code === 'ENOENT';
    const fault = missing ? 'model.missing' : 'model.damaged';
    return { fault, detail: (error as Error).message };
  }
}

function makeSoundBranch(session: InferenceSession): Branch {
  const picture = makeSlidingPicture();
  return {
    name: 'sound',
    windowSamples,
    hopSamples,
    async look(window) {
      const { fromSample, toSample } = window;
      const mel = new Tensor('float32', picture(window), [...melShape]);
      const { probabilities } = await session.run({ mel });
      const scores = probabilities?.data as Float32Array | undefined;
      const span = { fromMs: fromSample / samplesPerMs, toMs: toSample / samplesPerMs };
      return alarmSounds.map((kind): Observation => {
        const score = scores?.[soundClasses.indexOf(kind)] ?? 0;
        return { branch: 'sound', kind, score, ...span };
      });
    },
  };
}

/** Three quarters of a picture are those of the look before: only the new frames are worked out. */
function makeSlidingPicture(): (window: Window) => Float32Array {
  const logMel = makeLogMel();
  const picture = new Float32Array(melFrames * melBins);
  let nextSample = -1;
  return ({ pcm, fromSample }) => {
    const follows = fromSample === nextSample;
    nextSample = fromSample + hopSamples;
    if (!follows) return logMel.compute(pcm, picture);
    picture.copyWithin(0, hopFrames * melBins);
    return logMel.compute(pcm, picture, melFrames - hopFrames);
  };
}
