/** Waiting before try number `attempt` (from 0), ms: doubles to a ceiling, spread so that a thousand clients do not return at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceilingMs = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return Math.round(ceilingMs * (0.5 + random() / 2));
}
