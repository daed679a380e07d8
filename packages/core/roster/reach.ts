import type { Duty } from '@anyuan/contracts/roster.ts';
import { addDays, instantOf, localMinute } from './local-time.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * When the person is asked to confirm a duty: as it begins. Nobody is woken at midnight because a
 * duty of a whole day begins on paper: those that begin before 6 and last 20 hours are asked at 7.
 */
export function askAt(duty: Pick<Duty, 'startAt' | 'endAt' | 'day'>, timeZone: string): number {
  const isLong = duty.endAt - duty.startAt >= 20 * hourMs;
  if (!isLong || localMinute(duty.startAt, timeZone) >= 360) return duty.startAt;
  return instantOf(duty.day, 420, timeZone);
}

/** What is known of the ways to one person. Times are epoch ms. */
export interface Ways {
  isConnected: boolean;
  push: { lastSuccessAt: number | null; lastFailureAt: number | null }[];
  contacts: { confirmedAt: number | null }[];
  lastTest: { beganAt: number; answeredAt: number | null } | null;
}

export type Reach = 'proved' | 'unproved' | 'none';

/** A test that was answered, or a push that arrived, proves so long. */
const provesMs = 8 * dayMs;

/**
 * Is it proved that something reaches this person? An open screen does, a push that arrived since
 * the last failure, a confirmed address, an answered test; a test that was not answered takes the
 * proof of everything but an open screen away.
 */
export function reachOfPerson(ways: Ways, now: number): Reach {
  if (ways.isConnected) return 'proved';
  const { push, contacts, lastTest } = ways;
  if (push.length + contacts.length === 0) return 'none';
  if (lastTest && lastTest.answeredAt === null) return 'unproved';
  const answered = lastTest?.answeredAt ?? null;
  if (answered !== null && now - answered < provesMs) return 'proved';
  const pushed = push.some(
    (p) =>
      p.lastSuccessAt !== null &&
      now - p.lastSuccessAt < provesMs &&
      p.lastSuccessAt >= (p.lastFailureAt ?? 0),
  );
  return pushed || contacts.some((c) => c.confirmedAt !== null) ? 'proved' : 'unproved';
}

/** The next time this minute comes on one of these weekdays (ISO 1 .. 7), after `now`. */
export function nextWeekly(
  rule: { weekdays: readonly number[]; atMinute: number },
  options: { now: number; today: string; timeZone: string },
): number | null {
  for (let ahead = 0; ahead <= 7; ahead++) {
    const day = addDays(options.today, ahead);
    const at = instantOf(day, rule.atMinute, options.timeZone);
    const weekday = ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
    if (at > options.now && rule.weekdays.includes(weekday)) return at;
  }
  return null;
}
