import { decodePlainWav } from '@anyuan/terminal/capture/plain-wav.ts';
import type { Log } from '@anyuan/terminal/log.ts';
import { type SelfTestRunner, selfTestOf } from '@anyuan/terminal/self-test.ts';
import { makeSelfTestState } from '@anyuan/terminal/self-test-state.ts';
import phraseUrl from '../../../terminal/demo-sounds/phrase.wav?url';
import screamUrl from '../../../terminal/demo-sounds/scream.wav?url';
import { type Base, readKept, writeKept } from './stores.ts';

/** Null when it is not kept here and the network is away. */
async function demoSound(url: string): Promise<Float32Array | null> {
  try {
    const reply = await fetch(url);
    const wav = decodePlainWav(new Uint8Array(await reply.arrayBuffer()));
    return typeof wav === 'number' ? null : (wav.channels[0] ?? null);
  } catch {
    return null;
  }
}

async function sounds() {
  const [scream, phrase] = [await demoSound(screamUrl), await demoSound(phraseUrl)];
  return scream === null || phrase === null ? null : { scream, phrase };
}

/** The self-test of every terminal: this page's loudspeaker plays, its microphone must hear. */
export async function openBrowserSelfTest(
  base: { db: Base; log: Log } & Omit<Parameters<typeof selfTestOf>[0], 'state' | 'sounds'>,
): Promise<SelfTestRunner> {
  const { db, log } = base;
  const write = (state: object) => writeKept(db, 'selfTest', state);
  const state = makeSelfTestState(await readKept(db, 'selfTest'), { write, log });
  // Asked for once at the start, so that a night without a network has it.
  void sounds();
  return selfTestOf({ ...base, state, sounds });
}
