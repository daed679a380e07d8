import type {
  Duty,
  DutyChange,
  DutyReason,
  Leave,
  Shift,
  Vacancy,
  VacancyReason,
} from '@anyuan/contracts/roster.ts';
import { type Calendar, dayKindOf } from './calendar.ts';
import { addDays, daysBetween, instantOf, localDay, weekdayOf } from './local-time.ts';
import { countBefore, daysOf } from './recurrence.ts';
import { overlap, type Span, without } from './spans.ts';

/** Everything that decides who fills what at one organisation. */
export interface RosterRules {
  timeZone: string;
  shifts: readonly Shift[];
  /** In the order in which they were made: a later one changes what an earlier one left. */
  changes: readonly DutyChange[];
  leaves: readonly Leave[];
  calendar: Calendar;
  /** People who are there no more. */
  inactive: ReadonlySet<string>;
}

export interface Occurrence extends Span {
  shift: Shift;
  day: string;
}

export interface Occupancy {
  duties: Duty[];
  vacancies: Vacancy[];
}

/**
 * Who fills what, from when to when and why, for every occurrence that touches `fromMs <= t < toMs`
 * (occurrences are whole, not cut at the edges). What nobody fills is a vacancy with its reason:
 * duties and vacancies of an occurrence together are exactly the occurrence.
 */
export function occupancy(rules: RosterRules, fromMs: number, toMs: number): Occupancy {
  const duties: Duty[] = [];
  const vacancies: Vacancy[] = [];
  for (const occurrence of occurrencesOf(rules, fromMs, toMs)) {
    const filled = fill(occurrence, rules);
    duties.push(...filled.duties);
    vacancies.push(...filled.vacancies);
  }
  return { duties, vacancies };
}

/** Every occurrence that touches the stretch, by shift and day. */
export function occurrencesOf(rules: RosterRules, fromMs: number, toMs: number): Occurrence[] {
  const firstDay = addDays(localDay(fromMs, rules.timeZone), -1);
  const lastDay = localDay(toMs, rules.timeZone);
  return rules.shifts.flatMap((shift) =>
    daysOf(shift, firstDay, lastDay)
      .filter((day) => shift.runsOn.includes(dayKindOf(day, rules.calendar)))
      .map((day) => occurrenceOn(shift, day, rules.timeZone))
      .filter((o) => o.startAt < toMs && o.endAt > fromMs),
  );
}

/** The occurrence of this shift that begins on this day, whether or not the rule has one. */
export function occurrenceOn(shift: Shift, day: string, timeZone: string): Occurrence {
  const { fromMinute, toMinute } = shift;
  const endDay = toMinute > fromMinute ? day : addDays(day, 1);
  return {
    shift,
    day,
    startAt: instantOf(day, fromMinute, timeZone),
    endAt: instantOf(endDay, toMinute, timeZone),
  };
}

/** The group whose turn it is by the rotation alone. */
export function groupOn(shift: Shift, day: string): readonly string[] {
  const { rotation } = shift;
  if (rotation.length <= 1) return rotation[0] ?? [];
  const turn = turnOf(shift, day);
  return rotation[((turn % rotation.length) + rotation.length) % rotation.length] ?? [];
}

function turnOf(shift: Shift, day: string): number {
  switch (shift.rotationStep) {
    case 'day':
      return daysBetween(shift.startsOn, day);
    case 'week':
      return daysBetween(mondayOf(shift.startsOn), mondayOf(day)) / 7;
    case 'occurrence':
      // Counted by the rule, not by the calendar: a holiday entered later moves nobody's turn.
      return countBefore(shift, day);
  }
}

export function mondayOf(day: string): string {
  return addDays(day, 1 - weekdayOf(day));
}

interface Put {
  personId: string;
  why: DutyReason;
  insteadOf: string | null;
}

/** Who is to fill an occurrence after its changes, before anybody's leave. */
export function putOn(occurrence: Occurrence, changes: readonly DutyChange[]): Put[] {
  const { shift, day } = occurrence;
  let put: Put[] = [...new Set(groupOn(shift, day))].map((personId) => ({
    personId,
    why: 'rule',
    insteadOf: null,
  }));
  for (const change of changes) {
    if (change.shiftId === shift.id && change.day === day) put = changed(put, change);
  }
  return put;
}

function changed(put: readonly Put[], { kind, outId, inId }: DutyChange): Put[] {
  const left = put.filter((p) => p.personId !== outId);
  if (kind === 'remove') return left;
  // Somebody steps in for a person who is there no more (the rule was edited since): nothing to do.
  const isStale = kind !== 'add' && left.length === put.length;
  if (inId === null || isStale || left.some((p) => p.personId === inId)) return left;
  if (kind === 'add') return [...left, { personId: inId, why: 'added', insteadOf: null }];
  return [
    ...left,
    { personId: inId, why: kind === 'swap' ? 'swap' : 'replaced', insteadOf: outId },
  ];
}

/** Duties and vacancies of one occurrence. */
export function fill(occurrence: Occurrence, rules: RosterRules): Occupancy {
  const put = putOn(occurrence, rules.changes);
  const own = put.flatMap((p) =>
    presentIn(p.personId, occurrence, rules).map((span) => ({ ...p, ...span })),
  );
  const filled = [...own];
  for (const p of put) {
    for (const stand of substitutesOf(p.personId, occurrence, rules)) {
      const already = filled.filter((f) => f.personId === stand.personId);
      filled.push(...without(stand, already).map((span) => ({ ...stand, ...span })));
    }
  }
  const about = aboutOf(occurrence);
  const why = vacancyReason(occurrence, put, rules);
  return {
    duties: filled.map((f) => ({ ...about, ...f })),
    vacancies: without(occurrence, filled).map((span) => ({ ...about, ...span, why })),
  };
}

function aboutOf({ shift, day }: Occurrence) {
  const { id: shiftId, organisationId, post, buildingId } = shift;
  return { shiftId, organisationId, day, post, buildingId };
}

const toSpan = ({ fromAt, toAt }: Leave): Span => ({ startAt: fromAt, endAt: toAt });

/** When in this stretch the person can be there: not on leave, and still with us. */
export function presentIn(
  personId: string,
  stretch: Span,
  { leaves, inactive }: Pick<RosterRules, 'leaves' | 'inactive'>,
): Span[] {
  if (inactive.has(personId)) return [];
  return without(stretch, leaves.filter((l) => l.personId === personId).map(toSpan));
}

function substitutesOf(personId: string, stretch: Span, rules: RosterRules): (Put & Span)[] {
  return rules.leaves.flatMap((leave) => {
    const { substituteId } = leave;
    if (leave.personId !== personId || substituteId === null) return [];
    return overlap(toSpan(leave), stretch)
      .flatMap((away) => presentIn(substituteId, away, rules))
      .map((span) => ({
        personId: substituteId,
        why: 'substitute' as const,
        insteadOf: personId,
        ...span,
      }));
  });
}

function vacancyReason(
  occurrence: Occurrence,
  put: readonly Put[],
  { inactive, leaves }: RosterRules,
): VacancyReason {
  if (put.length === 0) {
    return groupOn(occurrence.shift, occurrence.day).length > 0 ? 'removed' : 'nobody';
  }
  const onLeave = put.some((p) => leaves.some((l) => l.personId === p.personId));
  return onLeave && !put.every((p) => inactive.has(p.personId)) ? 'leave' : 'inactive';
}
