import { spawn } from 'node:child_process';
import { resample } from './capture/resample.ts';
import { decodeWav } from './capture/wav.ts';
import { findCommand } from './commands.ts';

const longestMs = 20_000;
/** A minute of 48 kHz stereo: more is no announcement. */
const bytesMax = 12_000_000;

/** Words to 16 kHz samples through an installed program; null when there is none that can say them. */
export type Voice = (text: string) => Promise<Float32Array | null>;

/**
 * `--say CMD` where it is set. Otherwise espeak-ng, but only one that can read Chinese: version 1.51 of
 * Debian spells characters out in English ("Chinese letter"), which nobody would understand.
 */
export function makeVoice(sayCommand: string | undefined): Voice {
  return async (text) => {
    const command = sayCommand === undefined ? await espeakFor(text) : shell(sayCommand);
    if (command === null) return null;
    const wav = await run(command, text);
    if (wav === null) return null;
    try {
      const { channels, sampleRateHz } = decodeWav(wav);
      const samples = channels[0];
      return samples && samples.length > 0 ? resample(samples, sampleRateHz, 16_000) : null;
    } catch {
      return null;
    }
  };
}

interface Command {
  path: string;
  args: string[];
}

const shell = (line: string): Command => ({ path: '/bin/sh', args: ['-c', line] });

async function espeakFor(text: string): Promise<Command | null> {
  const path = findCommand('espeak-ng');
  if (path === null) return null;
  const phonemes = await run({ path, args: ['-v', 'cmn', '-q', '-x', '--stdin'] }, text);
  // "(en)": it has left the language for what it cannot read.
  if (phonemes === null || phonemes.toString('utf8').includes('(en)')) return null;
  return { path, args: ['-v', 'cmn', '--stdin', '--stdout'] };
}

function run({ path, args }: Command, input: string): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const child = spawn(path, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    let bytes = 0;
    const limit = setTimeout(() => child.kill('SIGKILL'), longestMs);
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > bytesMax) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.stdin.on('error', () => undefined);
    child.on('error', () => resolve(null));
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve(code === 0 && bytes > 0 ? Buffer.concat(parts) : null);
    });
    child.stdin.end(input);
  });
}
