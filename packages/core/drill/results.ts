import type { Post } from '@anyuan/contracts/alarm.ts';
import type { Alarm, Called } from '../alarm/alarm.ts';

/** Somebody beside the child within this: the promise of the product. */
const promiseMs = 60_000;

export interface Answer {
  personId: string;
  post: Post;
  state: Called['state'];
  judged: boolean;
  /** From the call to the answer. */
  answeredSec: number | null;
  /** From t0 to the proved arrival. */
  arrivedSec: number | null;
  /** Accepted within the expected time. Somebody not judged is never late. */
  onTime: boolean;
}

export interface DrillResult {
  /** t4 - t0 and t5 - t0, of the first who did. */
  answeredSec: number | null;
  arrivedSec: number | null;
  withinMinute: boolean;
  people: Answer[];
}

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.round((to - from) / 100) / 10;
}

/** What an exercise showed, from the alarm's own times. */
export function resultOf(
  { times, people }: Pick<Alarm, 'times' | 'people'>,
  expected: { judged: readonly string[]; answerWithinSec: number },
): DrillResult {
  const { t0, t4, t5 } = times;
  return {
    answeredSec: secondsBetween(t0, t4),
    arrivedSec: secondsBetween(t0, t5),
    withinMinute: t0 !== null && t5 !== null && t5 - t0 <= promiseMs,
    people: people.map((p) => {
      const judged = expected.judged.includes(p.post);
      const answeredSec = secondsBetween(p.calledAt, p.answeredAt);
      const accepted = p.state === 'accepted' || p.state === 'arrived';
      const inTime = accepted && answeredSec !== null && answeredSec <= expected.answerWithinSec;
      return {
        personId: p.personId,
        post: p.post,
        state: p.state,
        judged,
        answeredSec,
        arrivedSec: secondsBetween(t0, p.arrivedAt),
        onTime: !judged || inTime,
      };
    }),
  };
}
