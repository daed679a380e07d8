import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import { samplesPerMs } from '@anyuan/core/detection/frames.ts';
import {
  hopFrames,
  hopSamples,
  makeLogMel,
  melBins,
  melFrames,
  windowSamples,
} from '@anyuan/core/detection/log-mel.ts';
import { alarmSounds, soundClasses } from '@anyuan/core/detection/sound-classes.ts';
import { z } from 'zod';

/** The part of sound.json that a terminal depends on. */
export const soundDescriptionSchema = z.object({
  file: z.string(),
  sha256: z.string(),
  classes: z.array(z.string()).refine((classes) => classes.join() === soundClasses.join()),
});

/** Runs the model on one picture; probabilities in the order of `soundClasses`. */
export type SoundNet = (mel: Float32Array) => Promise<Float32Array>;

/** The sound branch over any engine that can run the model. */
export function makeSoundLooks(net: SoundNet): Branch {
  const picture = makeSlidingPicture();
  return {
    name: 'sound',
    windowSamples,
    hopSamples,
    async look(window) {
      const { fromSample, toSample } = window;
      const scores = await net(picture(window));
      // Taken for "nothing heard" it would be a deaf terminal that says it is well.
      if (scores.length < soundClasses.length || !scores.every(Number.isFinite)) {
        throw new Error('the sound model gave what is no number');
      }
      const span = { fromMs: fromSample / samplesPerMs, toMs: toSample / samplesPerMs };
      return alarmSounds.map((kind): Observation => {
        const score = scores[soundClasses.indexOf(kind)] ?? Number.NaN;
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
