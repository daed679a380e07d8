import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import { samplesPerMs } from '@anyuan/core/detection/frames.ts';
import { type EngineKeywords, engineKeywordsOf } from '@anyuan/core/words/engine-keywords.ts';
import { pinyin } from 'pinyin-pro';
import type { Faults } from '../faults.ts';
import { type InstalledModel, verifyModel } from '../models-install.ts';
import type { EngineHit, SpotterFiles } from './messages.ts';
import type { EngineEnd } from './run-engine.ts';
import { type EngineSpotter, openEngineSpotter, unknownText } from './spotter.ts';

export const spotterModel = 'kws-zipformer-wenetspeech';

/** The engine's part of the words branch, and what is left to the built-in one. */
export interface WordsEngine {
  branch: Branch;
  /** Does the engine listen for this phrase at this moment? */
  hears(phrase: Phrase): boolean;
}

export interface WordsEngineParts {
  phrases: () => readonly Phrase[];
  faults: Pick<Faults, 'raise' | 'clear'>;
  /** A file that is played faster than life waits for the engine; a microphone never does. */
  waits?: boolean;
}

const hopSamples = 1_600;
/** More than this behind: the machine is too slow for the engine, and old sound is of no use. */
const mostBehindSamples = 5 * 16_000;
const firstPauseSamples = 10 * 16_000;
const longestPauseSamples = 600 * 16_000;
/** The engine says that it heard a phrase, not how sure it was. */
const hitScore = 0.8;
/** From the beginning of the last token to its end, and the wait for silence behind it, s. */
const tailSec = 0.2;

/** Without sandhi, as the released model was taught: 不要打我 is bu4 yao4 da3 wo3. */
export function dictionaryPinyin(text: string): string {
  return pinyin(text, { toneType: 'num', type: 'array', toneSandhi: false }).join(' ');
}

/** The engine when its model is installed and whole; null when there is none, or it is damaged. */
export async function openWordsEngine(
  modelsDir: string,
  parts: WordsEngineParts,
): Promise<WordsEngine | null> {
  const found = await verifyModel(modelsDir, spotterModel);
  if (found.state === 'absent') return null;
  if (found.state === 'damaged') {
    parts.faults.raise('words.engine', `${spotterModel}: ${found.detail}`);
    return null;
  }
  const files = filesOf(found.about, found.dir);
  const table = await readFile(files.tokens, 'utf8');
  return makeWordsEngine({ ...parts, files, known: tokenTable(table) });
}

function filesOf({ files }: InstalledModel, dir: string): SpotterFiles {
  const path = (role: string) => join(dir, files[role]?.file ?? '');
  return {
    encoder: path('encoder'),
    decoder: path('decoder'),
    joiner: path('joiner'),
    tokens: path('tokens'),
  };
}

/** First words of the lines of tokens.txt. */
export function tokenTable(text: string): ReadonlySet<string> {
  const tokens = text.split('\n').map((line) => line.trim().split(/\s+/)[0] ?? '');
  return new Set(tokens.filter(Boolean));
}

const observe = ({ text, endSample, seconds }: EngineHit): Observation => {
  const toMs = endSample / samplesPerMs;
  const fromMs = Math.max(0, toMs - (seconds + tailSec) * 1000);
  const about = { branch: 'words', kind: 'phrase', label: text, trusted: true } as const;
  return { ...about, score: hitScore, fromMs, toMs };
};

/**
 * The engine on the stream of the terminal. It is fed at every look and never waited for: what it
 * found comes with a later look. A list that was edited opens it anew; when it ends by itself it
 * is a fault, the built-in branch takes all phrases, and it is started again, each time later.
 */
export function makeWordsEngine(
  parts: WordsEngineParts & { files: SpotterFiles; known: ReadonlySet<string> },
): WordsEngine {
  const { faults, files, known } = parts;
  let listed: readonly Phrase[] | null = null;
  let keywords: EngineKeywords = { lines: [], heard: [], unknown: [] };
  let spotter: EngineSpotter | null = null;
  let listedAs = '';
  /** Texts of the phrases that the engine listens for now. */
  let heard: ReadonlySet<string> = new Set();
  let atSample = 0;
  let pauseSamples = firstPauseSamples;
  /** When to try again, samples; Infinity: never on this machine. */
  let againSample = 0;

  function onEnd({ why, detail }: EngineEnd): void {
    spotter = null;
    heard = new Set();
    againSample = why === 'absent' ? Number.POSITIVE_INFINITY : atSample + pauseSamples;
    pauseSamples = Math.min(longestPauseSamples, pauseSamples * 2);
    const absent = 'no sherpa-onnx for this platform, the built-in model goes on: ';
    faults.raise('words.engine', why === 'absent' ? absent + detail : `${why}: ${detail}`);
  }

  function close(): void {
    spotter?.stop();
    spotter = null;
    heard = new Set();
  }

  function start(): void {
    if (keywords.lines.length === 0) return;
    const opened = openEngineSpotter({
      files,
      keywords: keywords.lines,
      onReady() {
        heard = new Set(keywords.heard.map(({ text }) => text));
        pauseSamples = firstPauseSamples;
        faults.clear('words.engine');
      },
      onEnd(end) {
        if (spotter === opened) onEnd(end);
      },
    });
    spotter = opened;
  }

  function readList(phrases: readonly Phrase[]): void {
    listed = phrases;
    const written = JSON.stringify(phrases);
    if (written === listedAs) return;
    listedAs = written;
    keywords = engineKeywordsOf(phrases, { known, dictionary: dictionaryPinyin });
    faults.clear('words.phrase');
    if (keywords.unknown.length > 0) faults.raise('words.phrase', unknownText(keywords.unknown));
    close();
    if (Number.isFinite(againSample)) againSample = atSample;
  }

  function feed({ pcm, toSample }: Window): void {
    if (spotter === null) return;
    if (spotter.behind() > mostBehindSamples) {
      faults.raise('words.engine', 'slower than real time, sound was left out');
    } else spotter.push(Float32Array.from(pcm), toSample);
  }

  async function settle(): Promise<Observation[]> {
    await spotter?.settled();
    return found();
  }

  const found = () => spotter?.take().map(observe) ?? [];
  return {
    hears: ({ text }) => heard.has(text),
    branch: {
      name: 'words.engine',
      windowSamples: hopSamples,
      hopSamples,
      look(window) {
        atSample = window.toSample;
        const phrases = parts.phrases();
        if (phrases !== listed) readList(phrases);
        if (spotter === null && atSample >= againSample) start();
        feed(window);
        const isLate = parts.waits === true && (spotter?.behind() ?? 0) > mostBehindSamples;
        return isLate ? settle() : found();
      },
      end: settle,
      stop: close,
    },
  };
}
