import type { Reason } from '@anyuan/contracts/detection.ts';
import type { Observation } from './branch.ts';

export interface QuarrelRule {
  /** Mean score of the last looks from which voices count as heated. */
  high: number;
  /** So long they have to stay heated; a short outburst is no quarrel. */
  minMs: number;
  /** Shorter pauses belong to it. */
  gapMs: number;
  /** With so long a high level a quarrel is 2, without it 1: it wakes nobody by itself. */
  loudMs: number;
  cooldownMs: number;
}

export const quarrelRule: QuarrelRule = {
  ...{ high: 0.5, minMs: 4_000, gapMs: 1_500, loudMs: 1_500, cooldownMs: 30_000 },
};

/** What is remembered of heated voices; a plain value, replaced and never changed. */
export interface QuarrelState {
  recent: readonly number[];
  heated: { sinceMs: number; lastMs: number; best: number; looks: number } | null;
  decided: { atMs: number; confidence: number } | null;
}

export const emptyQuarrelState: QuarrelState = { recent: [], heated: null, decided: null };

export interface QuarrelDecision {
  kind: 'quarrel';
  beganMs: number;
  decidedMs: number;
  confidence: 1 | 2;
  reasons: Reason[];
}

/** Looks that are judged together: a second and a half. */
const together = 3;

function follow(state: QuarrelState, o: Observation, rule: QuarrelRule): QuarrelState {
  const score = Number.isFinite(o.score) ? Math.max(0, Math.min(1, o.score)) : 0;
  const recent = [...state.recent, score].slice(-together);
  const mean = recent.reduce((sum, value) => sum + value, 0) / together;
  const was = state.heated;
  if (mean >= rule.high) {
    const sinceMs = was?.sinceMs ?? o.fromMs;
    const best = Math.max(was?.best ?? 0, mean);
    const heated = { sinceMs, lastMs: o.toMs, best, looks: (was?.looks ?? 0) + 1 };
    return { ...state, recent, heated };
  }
  const isOver = was === null || o.toMs - was.lastMs > rule.gapMs;
  return { ...state, recent, heated: isOver ? null : was };
}

/**
 * One more look at voices. Heated for `minMs` they are reported as 1, beside a lasting high level as
 * 2, never more: only words can say what it is about. What a cry or scream explains is no quarrel.
 *
 * @param levelMs how long the level has been high
 * @param isExplained a sound was decided lately
 */
export function hearQuarrel(input: {
  state: QuarrelState;
  observation: Observation;
  levelMs: number;
  isExplained: boolean;
  rule: QuarrelRule;
}): { state: QuarrelState; decision: QuarrelDecision | null } {
  const { observation: o, rule } = input;
  const state = follow(input.state, o, rule);
  const { heated } = state;
  const isLong = heated !== null && heated.lastMs - heated.sinceMs >= rule.minMs;
  if (!isLong || input.isExplained) return { state, decision: null };
  const confidence = input.levelMs >= rule.loudMs ? 2 : 1;
  const last = state.decided;
  const isCooling = last !== null && o.toMs - last.atMs < rule.cooldownMs;
  if (isCooling && confidence <= last.confidence) return { state, decision: null };
  const reason: Reason = {
    ...{ branch: 'quarrel', label: 'quarrel', score: heated.best },
    windows: Math.min(10_000, heated.looks),
  };
  const times = { beganMs: heated.sinceMs, decidedMs: o.toMs };
  return {
    state: { ...state, decided: { atMs: o.toMs, confidence } },
    decision: { kind: 'quarrel', ...times, confidence, reasons: [reason] },
  };
}
