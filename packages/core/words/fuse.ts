import type { DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { Observation } from '../detection/branch.ts';

/** A phrase, or a repeat of it, as one utterance. Stream ms. */
export interface Utterance {
  label: string;
  score: number;
  /** Heard by an engine that may speak alone. */
  trusted: boolean;
  fromMs: number;
  toMs: number;
}

/** What was said lately; a plain value, replaced and never changed. */
export interface WordsState {
  utterances: Utterance[];
  decided: { atMs: number; confidence: number } | null;
}

export const emptyWordsState: WordsState = { utterances: [], decided: null };

export interface WordsRule {
  /** Score from which a phrase counts as heard. */
  high: number;
  /** What a single phrase with nothing else is worth: 1 wakes nobody. */
  alone: 1 | 2;
  /** The same for a phrase from the production engine. */
  trustedAlone: 1 | 2;
  /** A scream, a repeat or another phrase within this makes a phrase likely. */
  supportMs: number;
  /** Hits closer than this are one utterance: phrases lie inside each other (救命 in 救命啊). */
  gapMs: number;
  cooldownMs: number;
}

export const wordsRule: WordsRule = {
  ...{ high: 0.5, alone: 1, trustedAlone: 2, supportMs: 10_000, gapMs: 600, cooldownMs: 8_000 },
};

/** What a phrase decision is; the kind is always `phrase`. */
export interface PhraseDecision {
  kind: 'phrase';
  beganMs: number;
  decidedMs: number;
  confidence: 1 | 2 | 3;
  reasons: Reason[];
}

/** Sounds that make a phrase likely, and are made likely by one. */
const distress: readonly DetectionKind[] = ['scream', 'shout', 'cry', 'quarrel'];

type Moments = Partial<Record<DetectionKind, number>>;

/** When distress was last heard for certain; -Infinity when never. */
function lastDistressMs(decidedMs: Moments): number {
  return Math.max(...distress.map((kind) => decidedMs[kind] ?? Number.NEGATIVE_INFINITY));
}

const isFinitePart = (o: Observation) => Number.isFinite(o.score) && o.toMs >= o.fromMs;

/** Joins hits of one moment to utterances: the better name wins where they lie over each other. */
function withHit(heard: readonly Utterance[], hit: Utterance, gapMs: number): Utterance[] {
  const last = heard.at(-1);
  if (last === undefined || hit.fromMs - last.toMs > gapMs) return [...heard, hit];
  const better = hit.score > last.score ? hit : last;
  const toMs = Math.max(last.toMs, hit.toMs);
  const fromMs = Math.min(last.fromMs, hit.fromMs);
  const trusted = hit.trusted || last.trusted;
  return [...heard.slice(0, -1), { ...better, trusted, fromMs, toMs }];
}

const reasonOf = ({ label, score }: Utterance, windows: number): Reason => ({
  ...{ branch: 'words', label: label.slice(0, 40), score: Math.min(1, score), windows },
});

const aloneOf = (utterances: readonly Utterance[], rule: WordsRule) =>
  utterances.some(({ trusted }) => trusted) ? rule.trustedAlone : rule.alone;

/**
 * Phrases of one moment: what was heard and whether it is to be reported. Alone a phrase is worth
 * `alone` (or `trustedAlone`); with a scream, shout or cry, a repeat or another phrase within `supportMs` it is worth 3.
 * A decision that is no more certain than the last waits for the cooldown.
 */
export function hearWords(input: {
  state: WordsState;
  observations: readonly Observation[];
  soundDecidedMs: Moments;
  rule: WordsRule;
}): { state: WordsState; decisions: PhraseDecision[] } {
  const { rule, state } = input;
  const hits = input.observations.filter((o) => isFinitePart(o) && o.score >= rule.high);
  const latest = hits.reduce((ms, o) => Math.max(ms, o.toMs), Number.NEGATIVE_INFINITY);
  if (hits.length === 0) return { state, decisions: [] };
  let utterances = state.utterances.filter(({ toMs }) => latest - toMs <= rule.supportMs);
  for (const { label = '', score, trusted = false, fromMs, toMs } of hits) {
    utterances = withHit(utterances, { label, score, trusted, fromMs, toMs }, rule.gapMs);
  }
  const screamed = latest - lastDistressMs(input.soundDecidedMs) <= rule.supportMs;
  const confidence = screamed || utterances.length > 1 ? 3 : aloneOf(utterances, rule);
  const last = state.decided;
  const cooling = last !== null && latest - last.atMs < rule.cooldownMs;
  if (cooling && confidence <= last.confidence) {
    return { state: { ...state, utterances }, decisions: [] };
  }
  const decided = { atMs: latest, confidence };
  const decision: PhraseDecision = {
    kind: 'phrase',
    beganMs: Math.min(...utterances.map(({ fromMs }) => fromMs)),
    decidedMs: latest,
    confidence,
    reasons: utterances.map((u) => reasonOf(u, 1)).slice(-8),
  };
  return { state: { utterances, decided }, decisions: [decision] };
}

/**
 * A sound that was just decided, with what was said within `supportMs` before it: a phrase makes a
 * scream a likely threat (3).
 */
export function withWords<D extends { kind: DetectionKind; decidedMs: number; reasons: Reason[] }>(
  decision: D & { confidence: 1 | 2 | 3 | 4 },
  { state, rule }: { state: WordsState; rule: WordsRule },
): D & { confidence: 1 | 2 | 3 | 4 } {
  const said = state.utterances.filter((u) => decision.decidedMs - u.toMs <= rule.supportMs);
  if (said.length === 0 || !distress.includes(decision.kind)) return decision;
  const reasons = [...decision.reasons, ...said.map((u) => reasonOf(u, 1))].slice(0, 16);
  return { ...decision, reasons, confidence: decision.confidence === 4 ? 4 : 3 };
}
