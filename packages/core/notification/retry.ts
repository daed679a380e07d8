/** A call for help that arrives later than this helps nobody: it has failed, and says so. */
export const giveUpAfterMs = 10 * 60_000;
const firstBackOffMs = 2000;
const longestBackOffMs = 60_000;

/** Wait after the n-th failed attempt, ms: 2, 4, 8 .. 60 s. */
export function backOffMs(attempts: number): number {
  const doublings = Math.min(Math.max(attempts, 1) - 1, 10);
  return Math.min(longestBackOffMs, firstBackOffMs * 2 ** doublings);
}

/**
 * When to try again after a failed attempt, or null to give up: too old, or tried `attemptsMax` times.
 * `afterMs` is what the other side asked for (Retry-After); never less than the back-off.
 */
export function retryAt(input: {
  attempts: number;
  attemptsMax: number;
  queuedAt: number;
  now: number;
  afterMs?: number | undefined;
}): number | null {
  const { attempts, attemptsMax, queuedAt, now } = input;
  if (attempts >= attemptsMax) return null;
  const at = now + Math.max(backOffMs(attempts), input.afterMs ?? 0);
  return at > queuedAt + giveUpAfterMs ? null : at;
}

/** Operators report a short message within a minute or not for a long time. */
const askForMs = 15 * 60_000;

/**
 * When to ask the provider (again) whether a message arrived: after 5 s, then at growing distances, or
 * null when asking has lost its use. Then the message stays *sent*, which is all that is known.
 */
export function askAgainAt(input: { sentAt: number; now: number }): number | null {
  const { sentAt, now } = input;
  const elapsed = Math.max(0, now - sentAt);
  if (elapsed >= askForMs) return null;
  return now + Math.min(60_000, Math.max(5000, elapsed));
}
