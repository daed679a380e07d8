import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { cleanChunk, makeFramer } from '@anyuan/core/detection/frames.ts';
import { type EnrolmentScores, enrol } from '@anyuan/core/words/enrol.ts';
import { tokensOf } from '@anyuan/core/words/tokens.ts';
import { soundPieces } from '@anyuan/terminal/capture/sound-file.ts';
import { makeWordsBranch } from '@anyuan/terminal/words-branch.ts';
import type { WordsNet } from '@anyuan/terminal/words-net.ts';
import { type ClipRow, trainedWords } from './clip-list.ts';
import { keepBest } from './listeners.ts';
import { type Rate, rateOf, type Share, shareOf } from './statistics.ts';

/** What enrolling ten voices changes for other voices of the same set. */
export interface EnrolmentFigures {
  set: string;
  phrases: number;
  enrolled: number;
  others: number;
  /** Of background that the thresholds were fitted to; as much again is what they are measured in. */
  minutes: number;
  before: { found: Share; false: Rate };
  after: { found: Share; false: Rate };
}

export interface EnrolmentParts {
  open(): WordsNet;
  fileOf(row: ClipRow): string;
}

const enrolledVoices = 10;
/** Background is judged by the minute, as a school's is: clips are put together until they last one. */
const minuteSec = 60;
const quiet = new Float32Array(16_000);

/** Words that many people say: what a school would record, in a set that has it. */
function commonWords(rows: readonly ClipRow[]): { set: string; rows: ClipRow[] } | null {
  const spoken = rows.filter(
    ({ label, speaker, transcript, pinyin }) =>
      label === 'word_zh' && speaker !== '' && [...transcript].length > 1 && tokensOf(pinyin),
  );
  for (const set of new Set(spoken.map((row) => row.set))) {
    const own = spoken.filter((row) => row.set === set);
    const heard = new Set(own.filter((row) => !trainedWords(row.speaker)).map((r) => r.speaker));
    const trained = new Set(own.map((row) => row.speaker)).size - heard.size;
    if (heard.size >= 5 && trained >= enrolledVoices) return { set, rows: own };
  }
  return null;
}

const phraseOf = ({ transcript, pinyin }: ClipRow): Phrase => ({
  ...{ text: transcript, pinyin, boost: 0, threshold: 0.5, severity: 'urgent', on: true },
});

/** Each phrase's best score in a file, with plain thresholds. */
async function bestScores(
  row: ClipRow,
  phrases: readonly Phrase[],
  parts: EnrolmentParts,
): Promise<Record<string, number>> {
  const best: Record<string, number> = {};
  const branch = makeWordsBranch({
    net: parts.open(),
    phrases: () => phrases,
    onScores: (scores) => keepBest(best, scores),
  });
  const framer = makeFramer(branch);
  const hear = async (pcm: Float32Array) => {
    for (const window of framer.push(cleanChunk(pcm))) await branch.look(window);
  };
  await hear(quiet);
  const format = { sampleRateHz: 0, channels: 0, damaged: 0 };
  for await (const piece of soundPieces(parts.fileOf(row), format)) await hear(piece);
  await hear(quiet);
  return best;
}

type Scored = { row: ClipRow; best: Record<string, number> };

/** Each phrase's best score in every minute of clips laid end to end. */
function minutesOf(clips: readonly Scored[]): Record<string, number>[] {
  const minutes: Record<string, number>[] = [];
  let seconds = minuteSec;
  for (const { row, best } of clips) {
    if (seconds >= minuteSec) {
      minutes.push({});
      seconds = 0;
    }
    const minute = minutes.at(-1) ?? {};
    for (const [text, score] of Object.entries(best)) {
      minute[text] = Math.max(minute[text] ?? 0, score);
    }
    seconds += row.seconds;
  }
  return minutes;
}

function scoresFor(said: readonly Scored[], background: readonly Scored[]): EnrolmentScores {
  const scores = { said: new Map<string, number[]>(), background: new Map<string, number[]>() };
  const note = (into: Map<string, number[]>, text: string, score: number) =>
    into.set(text, [...(into.get(text) ?? []), score]);
  for (const { row, best } of said) note(scores.said, row.transcript, best[row.transcript] ?? 0);
  for (const minute of minutesOf(background)) {
    for (const [text, score] of Object.entries(minute)) note(scores.background, text, score);
  }
  return scores;
}

function measure(
  phrases: readonly Phrase[],
  {
    said,
    background,
    hours,
  }: { said: readonly Scored[]; background: readonly Scored[]; hours: number },
) {
  const least = new Map(phrases.map(({ text, threshold }) => [text, threshold]));
  const isOver = (best: Record<string, number>, text: string) =>
    (best[text] ?? 0) >= (least.get(text) ?? 1);
  const found = said.filter(({ row, best }) => isOver(best, row.transcript)).length;
  const hits = background.filter(({ best }) => phrases.some(({ text }) => isOver(best, text)));
  return { found: shareOf(found, said.length), false: rateOf(hits.length, hours) };
}

/**
 * Takes words that many people say for the phrases of a school, enrols ten voices and counts what the
 * others gain. The ten trained the network, the others did not: a school's own gain may differ.
 * Null where the corpus has no such set.
 */
export async function enrolmentFigures(
  rows: readonly ClipRow[],
  parts: EnrolmentParts,
): Promise<EnrolmentFigures | null> {
  const words = commonWords(rows);
  if (words === null) return null;
  const phrases = [...new Map(words.rows.map((row) => [row.transcript, phraseOf(row)])).values()];
  const voices = [...new Set(words.rows.map(({ speaker }) => speaker))].sort();
  const enrolled = voices.filter(trainedWords).slice(0, enrolledVoices);
  const others = voices.filter((voice) => !trainedWords(voice));
  const score = async (some: readonly ClipRow[]) => {
    const scored: Scored[] = [];
    for (const row of some) scored.push({ row, best: await bestScores(row, phrases, parts) });
    return scored;
  };
  const quietRows = rows.filter(({ meaning, set }) => meaning === 'negative' && set !== words.set);
  const background = await score(quietRows);
  const half = (k: number) => background.filter((_, i) => i % 2 === k);
  const own = await score(words.rows.filter(({ speaker }) => enrolled.includes(speaker)));
  const said = await score(words.rows.filter(({ speaker }) => others.includes(speaker)));
  const after = enrol(phrases, scoresFor(own, half(0)));
  const hours = half(1).reduce((sum, { row }) => sum + row.seconds, 0) / 3600;
  const test = { said, background: half(1), hours };
  return {
    ...{ set: words.set, phrases: phrases.length },
    ...{ enrolled: enrolled.length, others: others.length },
    minutes: minutesOf(half(0)).length,
    before: measure(phrases, test),
    after: measure(after, test),
  };
}
