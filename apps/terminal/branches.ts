import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { makeLevelBranch, type UsualFloor } from '@anyuan/core/detection/level.ts';
import { makeQuarrelBranch } from '@anyuan/core/detection/quarrel.ts';
import { openWordsEngine } from './engine/words-engine.ts';
import type { Faults } from './faults.ts';
import { openSoundBranch } from './sound-branch.ts';
import { makeWordsBranch } from './words-branch.ts';
import { loadWordsModel } from './words-model.ts';

/** What a branch that throws means for whoever looks after the terminal. */
export const faultOf = (branch: string): FaultCode =>
  branch.startsWith('words') ? 'words.model' : 'model.damaged';

export interface BranchesParts {
  overFloorDb: () => number;
  ownSound: () => boolean;
  /** What the place usually sounds like at this hour; files have none. */
  usual?: UsualFloor;
  phrases: () => readonly Phrase[];
  /** The models that are part of the product. */
  modelDir: string;
  /** The models of others that were installed. */
  modelsDir: string;
  faults: Pick<Faults, 'raise' | 'clear'>;
  /** Files may be waited for, a microphone never. */
  waits?: boolean;
}

/**
 * Level, and the models of sound and words where they are there and whole. What is missing or
 * damaged is a fault; the others go on without it.
 */
export async function openBranches(parts: BranchesParts): Promise<Branch[]> {
  const branches: Branch[] = [makeLevelBranch(parts), makeQuarrelBranch(parts)];
  const sound = await openSoundBranch(parts.modelDir);
  if ('branch' in sound) branches.push(sound.branch);
  else parts.faults.raise(sound.fault, sound.detail);
  return [...branches, ...(await openWords(parts))];
}

/** The production engine when it is installed; the built-in model for what the engine does not hear. */
async function openWords(parts: BranchesParts): Promise<Branch[]> {
  const branches: Branch[] = [];
  const engine = await openWordsEngine(parts.modelsDir, parts);
  if (engine !== null) branches.push(engine.branch);
  const words = await loadWordsModel(parts.modelDir);
  if ('fault' in words) {
    parts.faults.raise(words.fault, words.detail);
    return branches;
  }
  const phrases = engine === null ? parts.phrases : makeRest(parts.phrases, engine.hears);
  return [...branches, makeWordsBranch({ net: words.open(), phrases })];
}

/** The same array as long as nothing changed: a new one makes the spotter begin anew. */
function makeRest(
  phrases: () => readonly Phrase[],
  isTaken: (phrase: Phrase) => boolean,
): () => readonly Phrase[] {
  let rest: readonly Phrase[] = [];
  return () => {
    const now = phrases().filter((phrase) => !isTaken(phrase));
    if (now.length !== rest.length || now.some((phrase, i) => phrase !== rest[i])) rest = now;
    return rest;
  };
}
