import type { Post } from '@anyuan/contracts/alarm.ts';

/** A weekly window in the organisation's local time. */
export interface DutyRule {
  personId: string;
  organisationId: string;
  post: Post;
  /** ISO weekdays 1 (Monday) .. 7 on which the window **begins**. */
  weekdays: readonly number[];
  /** 0 .. 1439. */
  fromMinute: number;
  /** Up to 1440; not larger than `fromMinute` means until that minute of the next day. */
  toMinute: number;
  buildingId: string | null;
}

export interface OnDuty {
  personId: string;
  organisationId: string;
  post: Post;
  buildingId: string | null;
}

/** Wall clock of a place: ISO weekday 1 .. 7 and minute of the day 0 .. 1439. */
export interface LocalMinute {
  weekday: number;
  minute: number;
}

const fallbackZone = 'Asia/Shanghai';
const formats = new Map<string, Intl.DateTimeFormat>();
const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A mistyped zone must not silence a school: it counts as China's. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat('en-US', { ...options, timeZone });
  } catch {
    made = new Intl.DateTimeFormat('en-US', { ...options, timeZone: fallbackZone });
  }
  formats.set(timeZone, made);
  return made;
}

/** Weekday and minute on the wall of that zone; summer time included. */
export function localMinute(nowMs: number, timeZone: string): LocalMinute {
  let weekday = 1;
  let minute = 0;
  for (const { type, value } of formatOf(timeZone).formatToParts(nowMs)) {
    if (type === 'weekday') weekday = weekdayNames.indexOf(value) + 1;
    if (type === 'hour') minute += Number(value) * 60;
    if (type === 'minute') minute += Number(value);
  }
  return { weekday, minute };
}

/** Is this minute inside the window? `from <= minute < to`; the part after midnight belongs to the day before. */
export function inWindow(
  rule: Pick<DutyRule, 'weekdays' | 'fromMinute' | 'toMinute'>,
  local: LocalMinute,
): boolean {
  const { weekdays, fromMinute, toMinute } = rule;
  const beginsToday = weekdays.includes(local.weekday);
  if (toMinute > fromMinute) {
    return beginsToday && local.minute >= fromMinute && local.minute < toMinute;
  }
  if (beginsToday && local.minute >= fromMinute) return true;
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  return local.minute < toMinute && weekdays.includes(yesterday);
}

/**
 * Who fills which post now. `timeZone` is one zone for all rules, or the zone of each organisation.
 * Thousands of rules a call: the wall clock is read once per zone, the rest is comparing numbers.
 */
export function onDuty(
  rules: readonly DutyRule[],
  nowMs: number,
  timeZone: string | ((organisationId: string) => string),
): OnDuty[] {
  const locals = new Map<string, LocalMinute>();
  const localOf = (zone: string): LocalMinute => {
    let local = locals.get(zone);
    if (!local) {
      local = localMinute(nowMs, zone);
      locals.set(zone, local);
    }
    return local;
  };
  const found: OnDuty[] = [];
  for (const rule of rules) {
    const zone = typeof timeZone === 'string' ? timeZone : timeZone(rule.organisationId);
    if (!inWindow(rule, localOf(zone))) continue;
    const { personId, organisationId, post, buildingId } = rule;
    found.push({ personId, organisationId, post, buildingId });
  }
  return found;
}
