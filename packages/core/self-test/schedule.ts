import { shardCount, shardOf } from '@anyuan/contracts/topics.ts';
import { localMinute } from '../roster/local-time.ts';

/** After its minute a run may still begin this long: a terminal that was busy with an alarm. */
const graceMinutes = 90;

/** After its start a terminal is left alone this long: somebody may be setting it up, or trying it. */
const settleMinutes = 15;

/**
 * Is the nightly self-test due? Neighbours of one school begin up to 15 minutes apart, so that no
 * terminal hears the chirp of another. `lastAt`: the last run of any kind, `startedAt`: of the program, epoch ms.
 */
export function selfTestDue(input: {
  now: number;
  lastAt: number | null;
  startedAt: number;
  /** Minute of the day on the wall of `timeZone`; null: switched off. */
  atMinute: number | null;
  timeZone: string;
  terminalId: string;
}): boolean {
  if (input.atMinute === null || input.now - input.startedAt < settleMinutes * 60_000) return false;
  const begin = input.atMinute + (shardOf(input.terminalId) % shardCount);
  const minute = localMinute(input.now, input.timeZone);
  const sinceMinutes = (minute - begin + 2 * 1_440) % 1_440;
  if (sinceMinutes >= graceMinutes) return false;
  return input.lastAt === null || input.now - input.lastAt > graceMinutes * 60_000;
}

/** A night without a result: longer than a day and the grace. Epoch ms. */
export function selfTestMissing(now: number, sinceAt: number): boolean {
  return now - sinceAt > (1_440 + graceMinutes + shardCount) * 60_000;
}
