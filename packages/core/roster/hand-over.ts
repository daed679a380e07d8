/** A hand-over that waits for its signature. */
export interface OpenHandOver {
  outgoingId: string;
  reminders: number;
}

/** 交接班: unsigned so long after the end of the duty, both are reminded; then the duty leader is told. */
export const unsignedMs = 15 * 60_000;

/** Who is told now, and when to look again; null: the duty leader knows, a person takes it on. */
export function remind(
  handOver: OpenHandOver,
  people: { incoming: readonly string[]; leaders: readonly string[] },
  now: number,
): { personIds: string[]; dueAt: number | null } {
  const both = [...new Set([handOver.outgoingId, ...people.incoming])];
  if (handOver.reminders === 0) return { personIds: both, dueAt: now + unsignedMs };
  return { personIds: [...new Set([...people.leaders, ...both])], dueAt: null };
}

/** The first reminder: a quarter of an hour after it was written, not before the duty has ended. */
export function firstReminderAt(writtenAt: number, dutyEndAt: number): number {
  return Math.max(writtenAt, dutyEndAt) + unsignedMs;
}
