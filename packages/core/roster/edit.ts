import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { DutyChange, Leave, Shift, ShiftInput } from '@anyuan/contracts/roster.ts';
import {
  fill,
  occurrenceOn,
  occurrencesOf,
  presentIn,
  putOn,
  type RosterRules,
} from './occupancy.ts';
import { isRule } from './recurrence.ts';
import { meets } from './spans.ts';

/** Null: may be done. Else why not, by code. */
export type Objection = ErrorCode | null;

const yearMs = 366 * 86_400_000;

/** May this shift be kept? A rule that cannot be read, never happens or names nobody is refused. */
export function objectionToShift(
  shift: ShiftInput,
  options: { rules: RosterRules; members: ReadonlySet<string>; now: number },
): Objection {
  if (!isRule(shift)) return 'shift.ruleUnreadable';
  const people = shift.rotation.flat();
  if (shift.rotation.length === 0 || shift.rotation.some((g) => g.length === 0)) {
    return 'shift.noPeople';
  }
  if (people.some((id) => !options.members.has(id))) return 'shift.unknownPerson';
  const alone = {
    ...options.rules,
    shifts: [{ ...shift, id: '', organisationId: '', version: 0 }],
  };
  const from = Math.max(options.now, Date.parse(`${shift.startsOn}T00:00:00Z`) - 86_400_000);
  return occurrencesOf(alone, from, from + yearMs).length === 0 ? 'shift.neverHappens' : null;
}

/** Two leaves of one person must not meet: nobody would know which substitute counts. */
export function objectionToLeave(
  leave: Omit<Leave, 'id' | 'note'>,
  options: { leaves: readonly Leave[]; members: ReadonlySet<string> },
): Objection {
  const { personId, substituteId, fromAt, toAt } = leave;
  if (toAt <= fromAt) return 'leave.endsBeforeItBegins';
  if (!options.members.has(personId)) return 'shift.unknownPerson';
  if (substituteId !== null && !options.members.has(substituteId)) return 'shift.unknownPerson';
  if (substituteId === personId) return 'leave.ownSubstitute';
  const span = { startAt: fromAt, endAt: toAt };
  const spansOf = (id: string) =>
    options.leaves
      .filter((l) => l.personId === id)
      .map((l) => ({ startAt: l.fromAt, endAt: l.toAt }));
  if (spansOf(personId).some((other) => meets(other, span))) return 'leave.overlaps';
  if (substituteId !== null && spansOf(substituteId).some((other) => meets(other, span))) {
    return 'leave.substituteAway';
  }
  return null;
}

/** May one occurrence be changed so? Nobody is taken off when nobody would be left. */
export function objectionToChange(
  change: DutyChange,
  options: { shift: Shift; rules: RosterRules; members: ReadonlySet<string>; now: number },
): Objection {
  const { shift, rules, members, now } = options;
  const occurrence = occurrenceOn(shift, change.day, rules.timeZone);
  const isThere = occurrencesOf(
    { ...rules, shifts: [shift] },
    occurrence.startAt,
    occurrence.endAt,
  ).some((o) => o.day === change.day);
  if (!isThere) return 'duty.unknown';
  if (occurrence.endAt <= now) return 'duty.over';
  const put = putOn(occurrence, rules.changes).map((p) => p.personId);
  const { kind, outId, inId } = change;
  if (kind !== 'add' && (outId === null || !put.includes(outId))) return 'duty.notTheirs';
  if (kind !== 'remove') {
    if (inId === null || !members.has(inId)) return 'shift.unknownPerson';
    if (put.includes(inId)) return kind === 'add' ? 'duty.alreadyOn' : 'swap.leavesNobody';
    if (presentIn(inId, occurrence, rules).length === 0) return 'swap.leavesNobody';
  }
  const before = emptyMs(fill(occurrence, rules).vacancies);
  const after = emptyMs(
    fill(occurrence, { ...rules, changes: [...rules.changes, change] }).vacancies,
  );
  if (after <= before) return null;
  return kind === 'remove' ? 'duty.leavesNobody' : 'swap.leavesNobody';
}

function emptyMs(spans: readonly { startAt: number; endAt: number }[]): number {
  return spans.reduce((sum, s) => sum + s.endAt - s.startAt, 0);
}
