import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { cleanChunk, makeFramer } from '@anyuan/core/detection/frames.ts';
import type { EnrolmentScores } from '@anyuan/core/words/enrol.ts';
import { decodeFile } from './capture/decode.ts';
import { makeWordsBranch } from './words-branch.ts';
import type { WordsNet } from './words-net.ts';

const minuteSamples = 60 * 16_000;
/** The network has to have heard something before, as it always has on a wall. */
const quiet = new Float32Array(16_000);

/** Best score of one phrase in a stretch of sound; 0 when it never came near. */
async function bestOf(open: () => WordsNet, phrase: Phrase, pcm: Float32Array): Promise<number> {
  const plain = { ...phrase, threshold: 0.5, boost: 0, on: true, severity: 'urgent' as const };
  const phrases = [plain];
  const branch = makeWordsBranch({ net: open(), phrases: () => phrases });
  const framer = makeFramer(branch);
  let best = 0;
  for (const part of [quiet, cleanChunk(pcm), quiet]) {
    for (const window of framer.push(part)) {
      for (const { score } of await branch.look(window)) best = Math.max(best, score);
    }
  }
  return best;
}

interface Row {
  path: string;
  label: string;
  text: string;
}

async function readRows(dir: string): Promise<Row[]> {
  const text = await readFile(join(dir, 'manifest.csv'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const [path = '', label = '', said = ''] = line.split(',');
      return { path, label, text: said };
    });
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
  for (const row of await readRows(dir)) {
    const pcm = await decodeFile(join(dir, row.path));
    for (const phrase of phrases) {
      if (row.label === 'help' && row.text === phrase.text) {
        note(said, phrase.text, await bestOf(open, phrase, pcm));
      }
      if (row.label !== 'background') continue;
      for (let at = 0; at < pcm.length; at += minuteSamples) {
        const minute = pcm.subarray(at, at + minuteSamples);
        note(background, phrase.text, await bestOf(open, phrase, minute));
      }
    }
  }
  return { said, background };
}
