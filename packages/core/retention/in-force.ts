import { type KeepDays, type KeptKind, keptKinds } from '@anyuan/contracts/retention.ts';

/** What somebody said about how long things are kept, and since when, epoch ms. */
export interface RuleVersion {
  at: number;
  days: KeepDays;
}

const dayMs = 86_400_000;
/** As long a shorter time is not in force yet, so that taking it back loses nothing. */
export const graceMs = dayMs;

/**
 * Days that count now: of each kind the longest that was said within the last day. Oldest version
 * first; the first one (the start settings) has held since ever.
 */
export function inForce(versions: readonly RuleVersion[], now: number): KeepDays {
  const heard = versions.filter((_, i) => endOf(versions, i) > now - graceMs);
  const longest = (kind: KeptKind) => Math.max(...heard.map((v) => v.days[kind]));
  return Object.fromEntries(keptKinds.map((kind) => [kind, longest(kind)])) as KeepDays;
}

/** When the newest version is in force in all it says; null when it is. */
export function shorterFrom(versions: readonly RuleVersion[], now: number): number | null {
  const newest = versions.at(-1);
  if (newest === undefined) return null;
  const holding = versions.flatMap(({ days }, i) => {
    const until = endOf(versions, i) + graceMs;
    const isLonger = keptKinds.some((kind) => days[kind] > newest.days[kind]);
    return isLonger && until > now ? [until] : [];
  });
  return holding.length === 0 ? null : Math.max(...holding);
}

/**
 * Until when something of this kind may be gone by the rule, epoch ms: a longer time brings nothing back,
 * so the farthest that any version ever reached counts.
 */
export function goneBefore(versions: readonly RuleVersion[], kind: KeptKind, now: number): number {
  const reached = (known: readonly RuleVersion[], at: number) =>
    at - inForce(known, at)[kind] * dayMs;
  const earlier = versions.slice(1).map(({ at }, i) => reached(versions.slice(0, i + 1), at));
  return Math.max(reached(versions, now), ...earlier);
}

/** Kinds that the second keeps for less time than the first. */
export function shortened(before: KeepDays, after: KeepDays): KeptKind[] {
  return keptKinds.filter((kind) => after[kind] < before[kind]);
}

/** Until the next one was said. */
function endOf(versions: readonly RuleVersion[], index: number): number {
  return versions[index + 1]?.at ?? Number.POSITIVE_INFINITY;
}
