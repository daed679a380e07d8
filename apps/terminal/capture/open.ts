import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Log } from '../log.ts';
import type { TerminalOptions } from '../options.ts';
import { makeFileSource } from './file.ts';
import { makeMicrophone } from './mic.ts';
import type { Source } from './source.ts';
import { makeStreamSource } from './stdin.ts';

/**
 * The source that `--input` names. `live` sound is watched: when it stops coming, that is a fault.
 *
 * @throws Refused when a file cannot be read.
 */
export async function openSource(options: {
  options: TerminalOptions;
  clock: Clock;
  log: Log;
}): Promise<{ source: Source; live: boolean }> {
  const { input, device, speed, once } = options.options;
  if (input === 'mic') return { source: makeMicrophone({ ...options, device }), live: true };
  if (input === '-') return { source: makeStreamSource(process.stdin), live: !once };
  // The decoders are WebAssembly of some weight: a terminal on a wall never loads them.
  const { openSoundFile } = await import('./sound-file.ts');
  const pieces = await openSoundFile(input);
  return { source: makeFileSource({ pieces, speed, clock: options.clock }), live: false };
}
