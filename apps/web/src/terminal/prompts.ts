import { decodePlainWav } from '@anyuan/terminal/capture/plain-wav.ts';
import accepted from '../../../terminal/prompts/accepted.wav?url';
import arrived from '../../../terminal/prompts/arrived.wav?url';
import attention from '../../../terminal/prompts/attention.wav?url';
import deterrent from '../../../terminal/prompts/deterrent.wav?url';
import exercise from '../../../terminal/prompts/exercise.wav?url';
import sent from '../../../terminal/prompts/sent.wav?url';
import talk from '../../../terminal/prompts/talk.wav?url';
import test from '../../../terminal/prompts/test.wav?url';

const urls: Record<string, string> = {
  ...{ accepted, arrived, attention, deterrent, exercise, sent, talk, test },
};
const loaded = new Map<string, Float32Array>();

/** Samples of a recording at 16 kHz; null when there is none of that name or it cannot be had now. */
export async function loadPrompt(name: string): Promise<Float32Array | null> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const url = urls[name];
  if (url === undefined) return null;
  try {
    const reply = await fetch(url);
    const wav = decodePlainWav(new Uint8Array(await reply.arrayBuffer()));
    const samples = typeof wav === 'number' ? undefined : wav.channels[0];
    if (samples === undefined) return null;
    loaded.set(name, samples);
    return samples;
  } catch {
    return null;
  }
}

/** Before anything happens: when it is needed, the network may be away. */
export async function loadAllPrompts(): Promise<void> {
  await Promise.all(Object.keys(urls).map(loadPrompt));
}
