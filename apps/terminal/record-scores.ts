import { join } from 'node:path';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { cleanChunk, makeFramer } from '@anyuan/core/detection/frames.ts';
import type { EnrolmentScores } from '@anyuan/core/words/enrol.ts';
import { decodeFile } from './capture/decode.ts';
import { readTakes } from './record-store.ts';
import { makeWordsScorer, wordsWindow } from './words-branch.ts';
import type { WordsNet } from './words-net.ts';

const minuteSamples = 60 * 16_000;
/** The network has to have heard something before, as it always has on a wall. */
const quiet = new Float32Array(16_000);

/**
 * Best score of each phrase in a stretch of sound, with its threshold at 0.5 and no boost; 0 when it
 * never came near.
 */
export async function bestScores(
  net: WordsNet,
  phrases: readonly Phrase[],
  pcm: Float32Array,
): Promise<Map<string, number>> {
  const plain = phrases.map((phrase) => ({
    ...phrase,
    ...{ threshold: 0.5, boost: 0, on: true, severity: 'urgent' as const },
  }));
  const score = makeWordsScorer({ net, phrases: () => plain });
  const framer = makeFramer(wordsWindow);
  const best = new Map(phrases.map(({ text }) => [text, 0]));
  for (const part of [quiet, cleanChunk(pcm), quiet]) {
    for (const window of framer.push(part)) {
      for (const heard of await score(window)) {
        best.set(heard.text, Math.max(best.get(heard.text) ?? 0, heard.score));
      }
    }
  }
  return best;
}

/** Scores of a folder of recordings, for `enrol`. Keeps numbers, no voices. */
export async function scoreRecordings(
  dir: string,
  { phrases, open }: { phrases: readonly Phrase[]; open: () => WordsNet },
): Promise<EnrolmentScores> {
  const said = new Map<string, number[]>();
  const background = new Map<string, number[]>();
  const note = (into: Map<string, number[]>, text: string, score: number) =>
    into.set(text, [...(into.get(text) ?? []), score]);
  for (const row of await readTakes(dir)) {
    const pcm = await decodeFile(join(dir, row.path));
    const phrase = phrases.find(({ text }) => text === row.text);
    if (row.label === 'help' && phrase !== undefined) {
      const scores = await bestScores(open(), [phrase], pcm);
      note(said, phrase.text, scores.get(phrase.text) ?? 0);
    }
    if (row.label !== 'background') continue;
    for (let at = 0; at < pcm.length; at += minuteSamples) {
      const minute = pcm.subarray(at, at + minuteSamples);
      for (const [text, score] of await bestScores(open(), phrases, minute)) {
        note(background, text, score);
      }
    }
  }
  return { said, background };
}
