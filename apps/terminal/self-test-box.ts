import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeWav } from './capture/wav.ts';
import { readJson, writeDurably } from './durable-file.ts';
import { playOnce } from './player.ts';
import { type SelfTestRunner, selfTestOf } from './self-test.ts';
import { makeSelfTestState } from './self-test-state.ts';

async function demoSound(name: 'scream' | 'phrase'): Promise<Float32Array> {
  const file = join(import.meta.dirname, 'demo-sounds', `${name}.wav`);
  return decodeWav(await readFile(file)).channels[0] ?? new Float32Array();
}

const sounds = async () => ({
  scream: await demoSound('scream'),
  phrase: await demoSound('phrase'),
});

/** The self-test of a box: what it remembers lies in its own folder, a program of the system plays. */
export async function openSelfTest(
  base: { dir: string } & Omit<Parameters<typeof selfTestOf>[0], 'state' | 'sounds' | 'play'>,
): Promise<SelfTestRunner> {
  const path = join(base.dir, 'self-test.json');
  const state = makeSelfTestState(await readJson(path), {
    write: (kept) => writeDurably({ path, data: JSON.stringify(kept) }),
    log: base.log,
  });
  return selfTestOf({ ...base, state, sounds, play: playOnce });
}
