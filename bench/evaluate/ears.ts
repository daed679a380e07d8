import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSoundBranch } from '@anyuan/terminal/sound-branch.ts';
import type { Ear } from './hear.ts';

export const shippedModelDir = fileURLToPath(
  new URL('../../apps/terminal/models', import.meta.url),
);
const foldCache = fileURLToPath(new URL('../../.cache/sound', import.meta.url));

/** The sound model of a folder, opened as the terminal opens it. */
export async function openEar(dir: string): Promise<{ ear: Ear; fault: string | null }> {
  const opened = await openSoundBranch(dir);
  if ('fault' in opened) {
    const fault = `${opened.fault}: ${opened.detail}`;
    const sha256 = createHash('sha256').update(`none ${fault}`).digest('hex');
    return { ear: { sha256, branch: null }, fault };
  }
  const description = readFileSync(join(dir, 'sound.json'), 'utf8');
  const { sha256 } = JSON.parse(description) as { sha256: string };
  return { ear: { sha256, branch: opened.branch }, fault: null };
}

/** The networks of the folds, by fold, when training left them in the cache; else none. */
export async function openFoldEars(folds: readonly number[]): Promise<Map<number, Ear>> {
  const ears = new Map<number, Ear>();
  for (const fold of folds) {
    const dir = join(foldCache, `fold${fold}`);
    if (!existsSync(join(dir, 'sound.json'))) return new Map();
    const { ear, fault } = await openEar(dir);
    if (fault !== null) return new Map();
    ears.set(fold, ear);
  }
  return ears;
}
