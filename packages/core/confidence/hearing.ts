import type {
  Hearing,
  HearingOverride,
  HearingTime,
  TerminalHearing,
} from '@anyuan/contracts/hearing.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';
import { localDay, localMinute, weekdayOf } from '../roster/local-time.ts';

/** Wall clock of a place: ISO weekday 1 .. 7 and minute of the day 0 .. 1439. */
export interface WallMinute {
  weekday: number;
  minute: number;
}

export type WholeHearing = Hearing & { times: HearingTime[] };

/** Two looks (confidence 2) wake; what is only loud (1) is recorded. */
const usual: WholeHearing = {
  sensitivity: 0,
  kinds: {},
  levelOverFloorDb: 35,
  wakeFrom: 2,
  neighbourWindowSec: 3,
  times: [],
};

/** Shipped, per kind of zone: where children shout at play a threat must be likely (3). */
export function shippedHearing(zoneKind: ZoneKind): WholeHearing {
  const loud = zoneKind === 'playground' || zoneKind === 'gate';
  return loud ? { ...usual, wakeFrom: 3, levelOverFloorDb: 45 } : usual;
}

/** From wide to narrow: each later word replaces what was said before; kinds are joined one by one. */
export function inheritHearing(
  base: WholeHearing,
  overrides: readonly (HearingOverride | null | undefined)[],
): WholeHearing {
  let whole = base;
  for (const own of overrides) {
    if (!own) continue;
    const said = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
    whole = { ...whole, ...said, kinds: { ...whole.kinds, ...own.kinds } };
  }
  return whole;
}

/** `from <= minute < to`; the part after midnight belongs to the day before. */
function isIn(time: HearingTime, { weekday, minute }: WallMinute): boolean {
  const { weekdays, fromMinute, toMinute } = time;
  const beginsToday = weekdays.includes(weekday);
  if (toMinute > fromMinute) return beginsToday && minute >= fromMinute && minute < toMinute;
  if (beginsToday && minute >= fromMinute) return true;
  return minute < toMinute && weekdays.includes(weekday === 1 ? 7 : weekday - 1);
}

/** What holds at this minute: the first of the times that fits, over the rest. */
export function hearingAtMinute<T extends TerminalHearing>(hearing: T, local: WallMinute): T {
  const time = hearing.times.find((t) => isIn(t, local));
  if (!time) return hearing;
  return {
    ...hearing,
    sensitivity: time.sensitivity ?? hearing.sensitivity,
    levelOverFloorDb: time.levelOverFloorDb ?? hearing.levelOverFloorDb,
    wakeFrom: time.wakeFrom ?? hearing.wakeFrom,
  };
}

/**
 * The same on the wall of a time zone. Asked twelve times a second on a terminal: worked out once a
 * minute and whenever the settings change.
 */
export function makeHearingNow(): (input: {
  hearing: TerminalHearing;
  now: number;
  timeZone: string;
}) => TerminalHearing {
  let known: { minute: number; of: TerminalHearing; is: TerminalHearing } | null = null;
  return ({ hearing, now, timeZone }) => {
    const minute = Math.floor(now / 60_000);
    if (known?.minute !== minute || known.of !== hearing) {
      const weekday = weekdayOf(localDay(now, timeZone));
      const is = hearingAtMinute(hearing, { weekday, minute: localMinute(now, timeZone) });
      known = { minute, of: hearing, is };
    }
    return known.is;
  };
}
