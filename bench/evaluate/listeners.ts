import { fileURLToPath } from 'node:url';
import { defaultTerminalConfig } from '@anyuan/contracts/terminal.ts';
import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import type { DecisionSettings } from '@anyuan/core/detection/decision-settings.ts';
import { cleanChunk, makeFramer, samplesPerMs } from '@anyuan/core/detection/frames.ts';
import { levelDbfsOf, makeLevelBranch } from '@anyuan/core/detection/level.ts';
import { makeQuarrelBranch } from '@anyuan/core/detection/quarrel.ts';
import { makeRingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import type { PhraseScore } from '@anyuan/core/words/spotter.ts';
import { makeDetector, ringSamples } from '@anyuan/terminal/detect.ts';
import { decisionSettingsOf } from '@anyuan/terminal/detect-settings.ts';
import { makeWordsBranch } from '@anyuan/terminal/words-branch.ts';
import { loadWordsModel } from '@anyuan/terminal/words-model.ts';
import { makeSoundHealth } from './health.ts';

/** Something that hears a whole file and says at the end what it heard; `Part` is plain JSON. */
export interface Listener<Part> {
  push(chunk: Float32Array): Promise<void>;
  end(): Promise<Part>;
}

/** One decision of the detector; times are stream ms. */
export interface HeardEvent {
  kind: string;
  beganMs: number;
  decidedMs: number;
  confidence: number;
}

/** What the detector heard: every look's class scores, and what it decided. */
export interface DetectorPart {
  looks: number[][];
  /** Best phrase of every look of the words branch; empty without its model. */
  words: number[];
  /** Best score of each phrase in the whole file. */
  phrases: Record<string, number>;
  /** Every look of the quarrel branch. */
  quarrel: number[];
  decisions: HeardEvent[];
  failures: string[];
}

/** What the file itself is like, and its level every 100 ms (dBFS, tenths). */
export interface FilePart {
  seconds: number;
  leadMs: number;
  /** First 10 ms within 20 dB of the loudest 10 ms, from the start of the clip. */
  onsetMs: number;
  levels: number[];
  notes: string[];
}

const rounded = (value: number) => Math.round(value * 10_000) / 10_000;

export const shippedSettings = (): DecisionSettings => decisionSettingsOf(defaultTerminalConfig);

/** The words model that ships; figures of phrases leave out the voices that trained it. */
const words = await loadWordsModel(
  fileURLToPath(new URL('../../apps/terminal/models', import.meta.url)),
);

/** The terminal's detector on the settings of a terminal whose server has not spoken yet. */
export function makeDetectorListener(sound: Branch | null): Listener<DetectorPart> {
  const heard = { looks: [], words: [], phrases: {}, quarrel: [] };
  const part: DetectorPart = { ...heard, decisions: [], failures: [] };
  const ownSound = () => false;
  const overFloorDb = () => defaultTerminalConfig.levelOverFloorDb;
  const settings = shippedSettings();
  const branches: Branch[] = [
    makeLevelBranch({ overFloorDb, ownSound }),
    overheardQuarrel(makeQuarrelBranch({ ownSound }), part.quarrel),
  ];
  if (sound !== null) branches.push(overheard(sound, part.looks));
  if ('open' in words) branches.push(overheardWords(part));
  const detector = makeDetector({
    ring: makeRingBuffer(ringSamples),
    branches,
    now: () => 0,
    settings: () => settings,
    onHeard({ decision }) {
      const { kind, beganMs, decidedMs, confidence } = decision;
      part.decisions.push({ kind, beganMs, decidedMs, confidence });
      return '';
    },
    onBranchFailure(branch, error) {
      if (part.failures.length < 3) part.failures.push(`${branch}: ${error.message}`);
    },
  });
  return {
    push: detector.take,
    async end() {
      await detector.flush();
      return part;
    },
  };
}

/** A words branch of its own for each stream: its network remembers what it heard. */
function overheardWords(part: Pick<DetectorPart, 'words' | 'phrases'>): Branch {
  if (!('open' in words)) throw new Error(words.detail);
  return makeWordsBranch({
    net: words.open(),
    phrases: () => defaultTerminalConfig.phrases,
    onScores(scores) {
      part.words.push(scores.reduce((most, { score }) => Math.max(most, rounded(score)), 0));
      keepBest(part.phrases, scores);
    },
  });
}

/** Each phrase's best score so far. */
export function keepBest(best: Record<string, number>, scores: readonly PhraseScore[]): void {
  for (const { text, score } of scores) best[text] = Math.max(best[text] ?? 0, rounded(score));
}

function overheardQuarrel(branch: Branch, scores: number[]): Branch {
  return {
    ...branch,
    async look(window: Window): Promise<Observation[]> {
      const observations = await branch.look(window);
      scores.push(...observations.map(({ score }) => rounded(score)));
      return observations;
    },
  };
}

/** A branch whose scores are written down on their way to the decision. */
function overheard(branch: Branch, looks: number[][]): Branch {
  return {
    ...branch,
    async look(window: Window): Promise<Observation[]> {
      const observations = await branch.look(window);
      looks.push(observations.map(({ score }) => rounded(score)));
      return observations;
    },
  };
}

/** A model that only gives scores, framed as the sound branch is: the teacher. */
export function makeScoreListener(options: {
  windowSamples: number;
  hopSamples: number;
  score(pcm: Float32Array): Promise<number[]>;
}): Listener<number[][]> {
  const framer = makeFramer(options);
  const looks: number[][] = [];
  const take = async (windows: Window[]) => {
    for (const { pcm } of windows) looks.push((await options.score(pcm)).map(rounded));
  };
  return {
    push: (chunk) => take(framer.push(cleanChunk(chunk))),
    async end() {
      await take(framer.flush());
      return looks;
    },
  };
}

const onsetFrameSamples = 160;
const onsetWithinDb = 20;
/** Where a sound begins matters for clips; a stream has a truth file. */
const longestOnsetFrames = 60_000;

/** Length, levels and health of a file; `clip` samples come without the tone around them. */
export function makeFileListener(leadSamples: number) {
  const health = makeSoundHealth();
  const levels = makeFramer({ windowSamples: 1_600, hopSamples: 1_600 });
  const onset = makeFramer({ windowSamples: onsetFrameSamples, hopSamples: onsetFrameSamples });
  const frames: number[] = [];
  const tenths: number[] = [];
  let samples = 0;
  return {
    /** What the file holds. */
    clip(chunk: Float32Array): void {
      samples += chunk.length;
      health.add(chunk);
      if (frames.length > longestOnsetFrames) return;
      for (const { pcm } of onset.push(chunk)) frames.push(levelDbfsOf(pcm));
    },
    /** What the detector hears. */
    stream(chunk: Float32Array): void {
      for (const { pcm } of levels.push(chunk)) tenths.push(Math.round(levelDbfsOf(pcm) * 10));
    },
    end(): FilePart {
      const loudest = frames.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const first = frames.findIndex((dbfs) => dbfs >= loudest - onsetWithinDb);
      return {
        seconds: samples / 16_000,
        leadMs: leadSamples / samplesPerMs,
        onsetMs: Math.max(0, first) * 10,
        levels: tenths,
        notes: health.notes(),
      };
    },
  };
}
