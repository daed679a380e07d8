import type { Phrase } from '@anyuan/contracts/phrases.ts';
import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import { samplesPerMs } from '@anyuan/core/detection/frames.ts';
import { makeLogMel, melBins, melFrames, windowSamples } from '@anyuan/core/detection/log-mel.ts';
import { makeSpotter, type PhraseScore, type Spotter } from '@anyuan/core/words/spotter.ts';
import type { WordsNet } from './words-net.ts';

const frameSamples = 160;
/** Samples from one look to the next: 0.24 s. */
const hopSamples = 3_840;
export const wordsWindow = { windowSamples, hopSamples };
const newFrames = hopSamples / frameSamples;
/** One frame of the network is three of the front end. */
const frameMs = 30;

/**
 * The built-in words branch: log-mel, network, spotter. Every look gives the phrases that reached
 * their threshold (score 0.5 or more) and at least the one that came nearest. Phrases are asked for
 * at every look: an edited list counts from the next one on.
 */
export function makeWordsBranch(parts: {
  net: WordsNet;
  phrases: () => readonly Phrase[];
  /** All scores of a look, also those that are no observation; for measuring. */
  onScores?(scores: readonly PhraseScore[]): void;
}): Branch {
  const score = makeWordsScorer(parts);
  return {
    name: 'words',
    windowSamples,
    hopSamples,
    async look(window) {
      const scores = (await score(window)).sort((a, b) => b.score - a.score);
      parts.onScores?.(scores);
      const toMs = window.toSample / samplesPerMs;
      return scores
        .filter((heard, i) => i === 0 || heard.score >= 0.5)
        .map((heard): Observation => {
          const fromMs = Math.max(0, toMs - (heard.toFrame - heard.fromFrame + 1) * frameMs);
          return {
            branch: 'words',
            kind: 'phrase',
            label: heard.text,
            score: heard.score,
            fromMs,
            toMs,
          };
        });
    },
  };
}

/** Scores of every phrase, window by window of one stream: `wordsWindow` says how it is cut. */
export function makeWordsScorer(parts: {
  net: WordsNet;
  phrases: () => readonly Phrase[];
}): (window: Window) => Promise<PhraseScore[]> {
  const logMel = makeLogMel();
  const whole = new Float32Array(melFrames * melBins);
  const mel = new Float32Array(parts.net.melFrames * melBins);
  let listed: readonly Phrase[] | null = null;
  let spotter: Spotter = makeSpotter([]);

  return async (window) => {
    const phrases = parts.phrases();
    if (phrases !== listed) {
      listed = phrases;
      spotter = makeSpotter(phrases.filter(({ severity }) => severity === 'urgent'));
    }
    logMel.compute(window.pcm, whole, melFrames - newFrames);
    mel.copyWithin(0, newFrames * melBins);
    const fresh = whole.subarray((melFrames - newFrames) * melBins);
    mel.set(fresh, mel.length - fresh.length);
    return spotter.push(await parts.net.step(mel));
  };
}
