import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engineTokensOf } from '@anyuan/core/words/engine-keywords.ts';
import { spotterModel } from '../../engine/words-engine.ts';
import { catalogue } from '../../models-catalogue.ts';
import { installModel } from '../../models-install.ts';

const made = join(import.meta.dirname, 'spotter');
const recogniser = join(import.meta.dirname, 'recogniser');
const run = promisify(execFile);

/** Where each token of the tiny model sounds, Hz (make_spotter.py). */
const hzOf: Record<string, number> = JSON.parse(await readFile(join(made, 'tones.json'), 'utf8'));

/** Packs files under the released names and installs them as the released model is installed. */
async function installTiny(
  dir: string,
  { name, fileOf }: { name: string; fileOf(role: string): string },
): Promise<void> {
  const model = catalogue.find((known) => known.name === name);
  if (model === undefined) throw new Error(`${name} is not in the catalogue`);
  const packed = join(dir, `packed-${name}`);
  await mkdir(packed, { recursive: true });
  for (const [role, released] of Object.entries(model.files)) {
    await copyFile(fileOf(role), join(packed, released.replace('*', '')));
  }
  const archive = join(dir, `${name}.tar.bz2`);
  await run('tar', ['-cf', archive, '-C', dir, `packed-${name}`]);
  const bytes = await readFile(archive);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await installModel({ model, dir, from: archive, sha256, now: 0 });
}

const own = (folder: string, role: string) =>
  join(folder, `${role}.${role === 'tokens' ? 'txt' : 'onnx'}`);

/** @param files a file to take in place of the tiny model's, by role */
export const installTinySpotter = (dir: string, files: Record<string, string> = {}) =>
  installTiny(dir, { name: spotterModel, fileOf: (role) => files[role] ?? own(made, role) });

/** Writes down 救命我们去操场滚蛋吧 where `sing` sings j iù m ìng w ǒ b ié d ǎ, tone for tone. */
export const installTinyRecogniser = (dir: string, files: Record<string, string> = {}) =>
  installTiny(dir, { name: 'sense-voice', fileOf: (role) => files[role] ?? own(recogniser, role) });

const rate = 16_000;
/** A token lasts four frames of the tiny model. */
const tokenSamples = 0.16 * rate;

/** Faint noise, so that no frame is digital silence. */
export function hush(seconds: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: seconds * rate }, () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * 1e-3;
  });
}

/** Words as the tiny model hears them; the softer, the less sure it is of each token. */
export function sing(pinyin: string, amplitude = 0.2): Float32Array {
  const tokens = engineTokensOf(pinyin) ?? [];
  const pcm = hush((tokens.length * tokenSamples) / rate);
  tokens.forEach((token, k) => {
    const step = (2 * Math.PI * (hzOf[token] ?? 0)) / rate;
    for (let i = 0; i < tokenSamples; i += 1) {
      const at = k * tokenSamples + i;
      pcm[at] = (pcm[at] ?? 0) + amplitude * Math.sin(step * i);
    }
  });
  return pcm;
}

export function joined(...parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
