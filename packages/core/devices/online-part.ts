/** A terminal came or went. */
export interface Presence {
  at: number;
  online: boolean;
}

/**
 * Part of the time from `fromAt` to `now` in which a terminal was online, 0 .. 1. What it was before its first event
 * is the contrary of that event; without any event it has been all the time what it is now.
 * Null: never heard of.
 */
export function onlinePart(about: {
  fromAt: number;
  now: number;
  /** Oldest first, of that time only. */
  events: readonly Presence[];
  state: 'online' | 'offline' | 'unknown';
}): number | null {
  const { fromAt, now, events, state } = about;
  const [first] = events;
  if (first === undefined && state === 'unknown') return null;
  let isOnline = first === undefined ? state === 'online' : !first.online;
  let [sinceMs, onlineMs] = [fromAt, 0];
  for (const { at, online } of events) {
    if (isOnline) onlineMs += at - sinceMs;
    [sinceMs, isOnline] = [at, online];
  }
  if (isOnline) onlineMs += now - sinceMs;
  return now > fromAt ? onlineMs / (now - fromAt) : null;
}
