import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { makeLevelBranch } from '@anyuan/core/detection/level.ts';
import type { Faults } from './faults.ts';
import { openSoundBranch } from './sound-branch.ts';
import { makeWordsBranch } from './words-branch.ts';
import { loadWordsModel } from './words-model.ts';

/**
 * Level, and the models of sound and words where they are there and whole. What is missing or
 * damaged is a fault; the others go on without it.
 */
export async function openBranches(parts: {
  overFloorDb: () => number;
  ownSound: () => boolean;
  phrases: () => readonly Phrase[];
  modelDir: string;
  faults: Pick<Faults, 'raise'>;
}): Promise<Branch[]> {
  const branches: Branch[] = [makeLevelBranch(parts)];
  const sound = await openSoundBranch(parts.modelDir);
  if ('branch' in sound) branches.push(sound.branch);
  else parts.faults.raise(sound.fault, sound.detail);
  const words = await loadWordsModel(parts.modelDir);
  if ('open' in words) branches.push(makeWordsBranch({ ...parts, net: words.open() }));
  else parts.faults.raise(words.fault, words.detail);
  return branches;
}
