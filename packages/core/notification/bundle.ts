/** How many single messages of one channel a person gets before the rest come together. */
export interface FloodLimit {
  count: number;
  withinMs: number;
  /** What comes above the limit is gathered this long, then told in one message. */
  gatherMs: number;
}

export const defaultFloodLimit: FloodLimit = { count: 6, withinMs: 60_000, gatherMs: 5000 };

/**
 * May this message go out alone? `recent` are the times of the single ones before it. Pure: the
 * times to keep come back. A message over the limit is never dropped, it is told with the others.
 */
export function admitSingle(
  recent: readonly number[],
  now: number,
  limit: FloodLimit,
): { single: boolean; recent: number[] } {
  const within = recent.filter((at) => at > now - limit.withinMs && at <= now);
  if (within.length >= limit.count) return { single: false, recent: within };
  return { single: true, recent: [...within, now] };
}

/** The gathering that a message over the limit joins: its number, and when it is told (epoch ms). */
export function gatheringAt(now: number, limit: FloodLimit): { slot: number; dueAt: number } {
  const slot = Math.floor(now / limit.gatherMs);
  return { slot, dueAt: (slot + 1) * limit.gatherMs };
}
