import { localDay, localMinute, weekdayOf } from '../roster/local-time.ts';
import { silenceDbfs, type UsualFloor } from './level.ts';

/** A slot is a quarter of an hour: class breaks begin and end within an hour. */
const slotMs = 900_000;
const slotsADay = 96;
/** Slots of Monday to Friday, then those of the weekend. */
export const usualSlots = 2 * slotsADay;
/** What one odd day taught is outvoted: the usual of a slot is the median of its last days. */
const daysKept = 5;
/** Fewer days say nothing yet. */
const daysNeeded = 3;
/** A slot of which less was heard is not learned, s. */
const heardSecNeeded = 600;
/** The level that a quarter of the time is louder than: a break of ten minutes fills its slot. */
const louderShare = 0.25;
/** The usual never lifts the floor by more: on a holiday the break is missing, a cry must not be. */
const mostLiftDb = 15;

/** Level that was usual in each slot on its last days, dBFS, oldest first; 192 lists. */
export type UsualDays = readonly (readonly number[])[];

/** The slot of an instant on the wall clock of a time zone, 0 .. 191. */
export function usualSlotOf(at: number, timeZone: string): number {
  const weekend = weekdayOf(localDay(at, timeZone)) > 5;
  return (weekend ? slotsADay : 0) + Math.floor(localMinute(at, timeZone) / 15);
}

/**
 * The level branch follows a noisier room only within minutes, and the break of every day at ten
 * would be an event every day at ten. So the place's usual level is learned by quarter of an hour,
 * working days and weekends apart, from whole slots on several days.
 *
 * `now` is the epoch, ms; `learned` is told once a slot what to keep over a restart.
 */
export function makeUsualFloor(options: {
  kept: UsualDays | null;
  now: () => number;
  timeZone: () => string;
  learned: (days: UsualDays) => void;
}): UsualFloor {
  const days = Array.from({ length: usualSlots }, (_, i) => [...(options.kept?.[i] ?? [])]);
  // Every time zone is whole quarters of an hour from UTC.
  const quarterNow = () => Math.floor(options.now() / slotMs);
  const slotNow = () => usualSlotOf(options.now(), options.timeZone());
  let quarter = quarterNow();
  let slot = slotNow();
  let secByDb = new Float64Array(1 - silenceDbfs);
  let usualDbfs = usualOf(days[slot]);

  function turn(): void {
    const level = upperLevelOf(secByDb);
    const learned = days[slot];
    if (level !== null && learned !== undefined) {
      days[slot] = [...learned, level].slice(-daysKept);
      options.learned(days);
    }
    quarter = quarterNow();
    slot = slotNow();
    secByDb = new Float64Array(1 - silenceDbfs);
    usualDbfs = usualOf(days[slot]);
  }

  return {
    hear(levelDbfs, sec) {
      if (quarterNow() !== quarter) turn();
      const bin = Math.round(Math.min(0, Math.max(silenceDbfs, levelDbfs)) - silenceDbfs);
      secByDb[bin] = (secByDb[bin] ?? 0) + sec;
    },
    lift: (floorDbfs) =>
      usualDbfs === null
        ? floorDbfs
        : Math.max(floorDbfs, Math.min(usualDbfs, floorDbfs + mostLiftDb)),
  };
}

function usualOf(levels: readonly number[] = []): number | null {
  if (levels.length < daysNeeded) return null;
  return [...levels].sort((a, b) => a - b)[Math.floor((levels.length - 1) / 2)] ?? null;
}

/** The level that `louderShare` of the heard time is louder than, dBFS; null for too little of it. */
function upperLevelOf(secByDb: Float64Array): number | null {
  const heardSec = secByDb.reduce((sum, sec) => sum + sec, 0);
  if (heardSec < heardSecNeeded) return null;
  let louderSec = 0;
  let bin = secByDb.length;
  while (louderSec < heardSec * louderShare) louderSec += secByDb[--bin] ?? 0;
  return bin + silenceDbfs;
}
