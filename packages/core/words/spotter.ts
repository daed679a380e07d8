import type { Phrase } from '@anyuan/contracts/phrases.ts';
import { blank, firstFinal, tokenCount, tokensOf } from './tokens.ts';

/** One phrase heard, or how near it came. */
export interface PhraseScore {
  text: string;
  /** 0..1, boosted and shifted so that the phrase's own threshold lies at 0.5. */
  score: number;
  /** Frame of the network where the best path began and ended. */
  fromFrame: number;
  toFrame: number;
}

/**
 * How a path is judged. Found on voices that the network had never heard (training/words); a sum
 * of log ratios grows with the phrase, so it is divided by tokens ** `lengthPower`.
 */
export interface SpotterSettings {
  /** Share of a final's probability that counts whatever its tone: children and fear bend tones. */
  tonelessShare: number;
  lengthPower: number;
  /** Normalised log ratio at which the score is 0.5, and how quickly it rises there. */
  midpoint: number;
  /** The same for phrases of at most `shortTokens` tokens: two syllables are heard everywhere. */
  shortMidpoint: number;
  shortTokens: number;
  slope: number;
  /** A phrase said over more frames than this for each token is no phrase. */
  framesPerToken: number;
}

export const defaultSpotterSettings: SpotterSettings = {
  tonelessShare: 0.3,
  lengthPower: 1,
  midpoint: -1.3,
  shortMidpoint: -0.7,
  shortTokens: 4,
  slope: 0.3,
  framesPerToken: 12,
};

/** The states of one phrase: blank, token, blank, token ... token. No blank behind the last. */
interface Lane {
  phrase: Phrase;
  tokens: number[];
  score: Float64Array;
  from: Int32Array;
}

const never = Number.NEGATIVE_INFINITY;

function laneOf(phrase: Phrase): Lane | null {
  const tokens = tokensOf(phrase.pinyin);
  if (tokens === null || !phrase.on) return null;
  const states = tokens.length * 2;
  return {
    ...{ phrase, tokens },
    score: new Float64Array(states).fill(never),
    from: new Int32Array(states),
  };
}

/**
 * Each token against the best anything of the frame, as log ratios (0: nothing fits better).
 * Finals are smoothed over their tones first.
 */
function ratiosOf(frame: Float32Array, tonelessShare: number, into: Float64Array): void {
  let best = never;
  for (const value of frame) best = Math.max(best, value);
  for (let token = 0; token < firstFinal; token += 1) into[token] = (frame[token] ?? never) - best;
  for (let first = firstFinal; first < tokenCount; first += 5) {
    let sum = 0;
    for (let k = first; k < first + 5; k += 1) sum += Math.exp(frame[k] ?? never);
    for (let k = first; k < first + 5; k += 1) {
      const p = (1 - tonelessShare) * Math.exp(frame[k] ?? never) + tonelessShare * sum;
      into[k] = Math.min(0, Math.log(p + 1e-30) - best);
    }
  }
}

/** Moves every path of a phrase on by one frame; the state before the first is free at any time. */
function advance(lane: Lane, ratios: Float64Array, frame: number): void {
  const { tokens, score, from } = lane;
  for (let state = tokens.length * 2 - 1; state >= 0; state -= 1) {
    const at = state >> 1;
    const isToken = (state & 1) === 1;
    let best = score[state] ?? never;
    let began = from[state] ?? frame;
    const consider = (value: number, start: number) => {
      if (value <= best) return;
      best = value;
      began = start;
    };
    if (state > 0) consider(score[state - 1] ?? never, from[state - 1] ?? frame);
    if (state === 1) consider(0, frame);
    const differs = tokens[at] !== tokens[at - 1];
    if (isToken && state > 1 && differs) {
      consider(score[state - 2] ?? never, from[state - 2] ?? frame);
    }
    const ratio = ratios[isToken ? (tokens[at] ?? blank) : blank] ?? never;
    score[state] = state === 0 ? never : best + Math.max(-14, ratio);
    from[state] = began;
  }
}

const squash = (value: number) => 1 / (1 + Math.exp(-value));

/**
 * Listens for phrases in the network's frames: for each phrase the best path that spells it,
 * against the best path that may spell anything (Viterbi over CTC states with a free beginning).
 * Pure: `push` takes [frames * tokenCount] log probabilities and gives each phrase's best of these.
 */
export function makeSpotter(phrases: readonly Phrase[], settings = defaultSpotterSettings) {
  const lanes = phrases.map(laneOf).filter((lane) => lane !== null);
  const ratios = new Float64Array(tokenCount);
  let frame = 0;

  function scoreOf(lane: Lane): PhraseScore {
    const last = lane.tokens.length * 2 - 1;
    const path = lane.score[last] ?? never;
    const fromFrame = lane.from[last] ?? frame;
    const isSlow = frame - fromFrame > lane.tokens.length * settings.framesPerToken;
    const isShort = lane.tokens.length <= settings.shortTokens;
    const midpoint = isShort ? settings.shortMidpoint : settings.midpoint;
    const normal = path / lane.tokens.length ** settings.lengthPower;
    const raw = isSlow ? 0 : squash((normal - midpoint) / settings.slope);
    const shift = lane.phrase.boost + 0.5 - lane.phrase.threshold;
    const score = raw === 0 ? 0 : Math.max(0, Math.min(1, raw + shift));
    return { text: lane.phrase.text, score, fromFrame, toFrame: frame };
  }

  return {
    push(logProbs: Float32Array): PhraseScore[] {
      const best = new Map<string, PhraseScore>();
      for (let at = 0; at + tokenCount <= logProbs.length; at += tokenCount) {
        ratiosOf(logProbs.subarray(at, at + tokenCount), settings.tonelessShare, ratios);
        for (const lane of lanes) {
          advance(lane, ratios, frame);
          const now = scoreOf(lane);
          if (now.score > (best.get(now.text)?.score ?? -1)) best.set(now.text, now);
        }
        frame += 1;
      }
      return [...best.values()];
    },
  };
}

export type Spotter = ReturnType<typeof makeSpotter>;
