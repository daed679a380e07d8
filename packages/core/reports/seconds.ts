import { binEdgesSec } from '@anyuan/contracts/figure-lists.ts';
import type { SecondsSummary } from '@anyuan/contracts/figures.ts';

/** Whole seconds and how often each was measured. Adding two loses nothing: quantiles of any set of schools are exact. */
export type SecondCounts = ReadonlyMap<number, number>;

/** From the beginning to a moment, whole seconds, rounded up: 60.2 s is not within 60. Clocks that disagree give 0. */
export function wholeSeconds(beganAtMs: number, atMs: number): number {
  return Math.max(0, Math.ceil((atMs - beganAtMs) / 1000));
}

export function countSeconds(seconds: Iterable<number>): SecondCounts {
  const counts = new Map<number, number>();
  for (const sec of seconds) counts.set(sec, (counts.get(sec) ?? 0) + 1);
  return counts;
}

export function mergeCounts(parts: Iterable<SecondCounts>): SecondCounts {
  const merged = new Map<number, number>();
  for (const part of parts) {
    for (const [sec, n] of part) merged.set(sec, (merged.get(sec) ?? 0) + n);
  }
  return merged;
}

/**
 * Smallest measured value that at least `share` of all are not above (nearest rank): always one that was really measured.
 * Null without any.
 */
export function quantile(counts: SecondCounts, share: number): number | null {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, n]) => sum + n, 0);
  const rank = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  for (const [sec, n] of sorted) {
    seen += n;
    if (seen >= rank) return sec;
  }
  return null;
}

/** How many lie in each bar: up to each edge, and above the last. */
export function binned(counts: SecondCounts, edges: readonly number[] = binEdgesSec): number[] {
  const bins = Array.from({ length: edges.length + 1 }, () => 0);
  for (const [sec, n] of counts) {
    const at = edges.findIndex((edge) => sec <= edge);
    const bin = at === -1 ? edges.length : at;
    bins[bin] = (bins[bin] ?? 0) + n;
  }
  return bins;
}

export function summarise(counts: SecondCounts): SecondsSummary {
  return {
    count: [...counts.values()].reduce((sum, n) => sum + n, 0),
    median: quantile(counts, 0.5),
    p90: quantile(counts, 0.9),
    max: quantile(counts, 1),
    bins: binned(counts),
  };
}
