import type { Observation } from './branch.ts';
import type { SoundRule } from './decision-settings.ts';
import { hearRoom, type Room, thresholdIn } from './room.ts';

/** What is remembered of a kind whether something goes on or not. */
export interface Hearing {
  /** Scores of the last looks, newest last. */
  recent: readonly number[];
  room: Room;
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** 0..1; what is not finite is nothing heard. */
export const scoreOf = (o: Observation) => (Number.isFinite(o.score) ? clamp(o.score, 0, 1) : 0);

/** Looks that are judged together: half a second from the first to the last. */
const together = 3;

/** What the looks say together: the mean of the latest and the two before it. */
export function togetherScore(recent: readonly number[]): number {
  return sumOf(recent.slice(-together)) / together;
}

const sumOf = (scores: readonly number[]) => scores.reduce((sum, score) => sum + score, 0);

/** A kind's hearing after one more look. */
export function listen(was: Hearing | undefined, o: Observation): Hearing {
  const recent = [...(was?.recent ?? []), scoreOf(o)].slice(-together);
  const room = hearRoom(was?.room, { score: togetherScore(recent), atMs: o.toMs });
  return { recent, room };
}

/** 0 when the sound does not count yet, else the confidence it deserves. */
export function soundConfidence(
  { recent, room }: Hearing,
  rule: SoundRule,
  levelAgrees: boolean,
): 0 | 2 | 3 {
  const isStrong = sumOf(recent.slice(-2)) / 2 >= rule.strong;
  // However low a place or a quiet room sets the mean: one look alone, a click, never makes it.
  const isTwice = recent.filter((score) => score >= rule.low).length >= 2;
  if (isTwice && togetherScore(recent) >= thresholdIn(room, rule.together))
    return isStrong || levelAgrees ? 3 : 2;
  return rule.oneLook !== null && (recent.at(-1) ?? 0) >= rule.oneLook ? 2 : 0;
}
