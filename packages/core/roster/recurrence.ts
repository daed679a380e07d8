import { RRuleTemporal } from 'rrule-temporal';
import { addDays, dayToMs, msToDay } from './local-time.ts';

/** A rule of RFC 5545 and its first day. Days only: minutes are put on them by the wall clock. */
export interface Recurrence {
  rule: string;
  startsOn: string;
}

const frequencies = /(^|;)FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;|$)/;
/** Parts that would make several occurrences a day, or carry a start of their own. */
const refusedParts = /(^|;)(BYHOUR|BYMINUTE|BYSECOND|DTSTART|RSCALE|SKIP)=/;

const parsed = new Map<string, RRuleTemporal | null>();
const parsedMax = 20_000;

/** Days are counted in UTC, where none is ever left out; zones come in with the minutes. */
function parse({ rule, startsOn }: Recurrence): RRuleTemporal | null {
  const key = `${startsOn} ${rule}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const made = parseAnew(rule.toUpperCase(), startsOn);
  if (parsed.size >= parsedMax) parsed.clear();
  parsed.set(key, made);
  return made;
}

function parseAnew(rule: string, startsOn: string): RRuleTemporal | null {
  if (!frequencies.test(rule) || refusedParts.test(rule) || /\s/.test(rule)) return null;
  try {
    const start = `${startsOn.replaceAll('-', '')}T000000Z`;
    return new RRuleTemporal({ rruleString: `DTSTART:${start}\nRRULE:${rule}` });
  } catch {
    return null;
  }
}

/** True when the text is a rule of days that can be followed. */
export function isRule(recurrence: Recurrence): boolean {
  return parse(recurrence) !== null;
}

/** Thousands of shifts have the same few rules and ask for the same few days, minute by minute. */
const answers = new Map<string, readonly string[]>();
const answersMax = 5000;

/** Days of the rule, `from` and `to` included, in order. A rule that cannot be read has none. */
export function daysOf(recurrence: Recurrence, from: string, to: string): readonly string[] {
  const first = from < recurrence.startsOn ? recurrence.startsOn : from;
  if (first > to) return [];
  const key = `${first} ${to} ${recurrence.startsOn} ${recurrence.rule}`;
  const known = answers.get(key);
  if (known) return known;
  const found = parse(recurrence)?.between(new Date(dayToMs(first)), new Date(dayToMs(to)), true);
  const days = (found ?? []).map((at) => msToDay(at.epochMilliseconds));
  if (answers.size >= answersMax) answers.clear();
  answers.set(key, days);
  return days;
}

/** How many days of the rule come before this one. */
export function countBefore(recurrence: Recurrence, day: string): number {
  return daysOf(recurrence, recurrence.startsOn, addDays(day, -1)).length;
}
