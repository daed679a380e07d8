import { existsSync, readFileSync } from 'node:fs';
import { parseCsv } from './csv.ts';
import { eventNames, type Meaning, meaningOf } from './labels.ts';

export interface ClipRow {
  path: string;
  set: string;
  label: string;
  meaning: Meaning;
  use: string;
  /** Who speaks, what and how it is spelt; empty where the manifest does not say. */
  speaker: string;
  transcript: string;
  pinyin: string;
  /** As the manifest says; 0 where it does not. */
  seconds: number;
  /** The fold of a clip that trained the shipped model; null: it never heard the clip. */
  fold: number | null;
}

export interface ClipChoice {
  rows: 'all' | 'eval' | 'train';
  /** Event names and labels; null: all. */
  labels: readonly string[] | null;
  /** Every how many of the clips without event: events are too few to leave any out. */
  every: number;
  limit: number | null;
}

/** `path,fold` of the clips that trained the model. @throws Error when it is no such list. */
export function readFolds(text: string): Map<string, number> {
  const folds = new Map<string, number>();
  for (const { path = '', fold = '' } of parseCsv(text, ['path', 'fold'])) {
    if (!/^\d+$/.test(fold)) throw new Error(`fold of ${path}: ${fold}`);
    folds.set(path, Number(fold));
  }
  return folds;
}

/** Splits that training reads; a clip of another split is another clip, whatever its name. */
const trainingSplits = ['', 'dev', 'train'];

/** Voices that trained the words model: what they cry measures nothing. */
const wordsVoices: readonly string[] = (() => {
  const file = new URL('../../apps/terminal/models/words.json', import.meta.url);
  if (!existsSync(file)) return [];
  return (JSON.parse(readFileSync(file, 'utf8')) as { voices: string[] }).voices;
})();

/** Did the words model learn from this voice? */
export const trainedWords = (speaker: string) => wordsVoices.includes(speaker);

/**
 * Columns `path` and `label`; `set`, `use` and `split` where it has them.
 *
 * @throws Error when the first two are missing.
 */
export function readManifest(text: string, folds: ReadonlyMap<string, number>): ClipRow[] {
  return parseCsv(text, ['path', 'label']).map((row) => {
    const { path = '', label = '', set = '', use = '', split = '' } = row;
    const seconds = Number(row.seconds) || 0;
    const { speaker = '', transcript = '', pinyin = '' } = row;
    const trains = trainingSplits.includes(split);
    const fold = trains ? (folds.get(path) ?? null) : null;
    const said = meaningOf(label);
    const isKnown = trains && said === 'phrase' && trainedWords(speaker);
    const meaning = isKnown ? 'neither' : said;
    return { path, set, label, use, speaker, transcript, pinyin, seconds, meaning, fold };
  });
}

const isEvent = (meaning: string) => eventNames.some((name) => name === meaning);

/**
 * Is a row asked for by `--labels`? Events by their name or label. While only events are named the
 * negatives stay: without them there are no hours to count false alarms in.
 */
function isLabelled(row: ClipRow, labels: readonly string[]): boolean {
  if (labels.includes(row.label) || labels.includes(row.meaning)) return true;
  const namesNegatives = labels.some((label) => !isEvent(meaningOf(label)) && !isEvent(label));
  return row.meaning === 'negative' && !namesNegatives;
}

/** What is to be heard: rows that count, chosen, thinned out evenly in the order they stand. */
export function chooseRows(rows: readonly ClipRow[], choice: ClipChoice): ClipRow[] {
  const { labels, every, limit } = choice;
  let quiet = 0;
  const isKept = ({ meaning }: ClipRow) => meaning !== 'negative' || quiet++ % every === 0;
  const chosen = rows
    .filter((row) => row.meaning !== 'neither')
    .filter((row) => choice.rows === 'all' || row.use === choice.rows)
    .filter((row) => labels === null || isLabelled(row, labels))
    .filter(isKept);
  if (limit === null || chosen.length <= limit) return chosen;
  return Array.from(
    { length: limit },
    (_, i) => chosen[Math.floor((i * chosen.length) / limit)],
  ).filter((row) => row !== undefined);
}
