import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind } from '@anyuan/contracts/detection.ts';
import type { DayKind, PlanWhen } from '@anyuan/contracts/plan.ts';
import type { ZoneKind } from '@anyuan/contracts/terminal.ts';

/** What a plan is chosen by. `minute` 0 .. 1439 on the wall of the school. */
export interface PlanSubject {
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  zoneKind: ZoneKind;
  dayKind: DayKind;
  minute: number;
}

/** The newest version of a plan that is in use. */
export interface PlanEntry {
  key: string;
  /** Null: for all schools. */
  schoolId: string | null;
  when: PlanWhen;
  plan: Plan;
}

/** Conditions, the one that says most first: with as many of them, this order decides. */
const conditions = ['alarmKinds', 'kinds', 'zoneKinds', 'confidence', 'hours', 'dayKind'] as const;

type Window = NonNullable<PlanWhen['hours']>;

/** Is the minute inside? The window runs over midnight when its end is not after its beginning. */
function covers({ fromMinute, toMinute }: Window, minute: number): boolean {
  if (toMinute > fromMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

/** Does everything that the plan asks for hold? */
export function matches(when: PlanWhen, at: PlanSubject): boolean {
  const { confidence } = when;
  return (
    (when.alarmKinds?.includes(at.alarmKind) ?? true) &&
    (when.kinds?.includes(at.kind) ?? true) &&
    (when.zoneKinds?.includes(at.zoneKind) ?? true) &&
    (!confidence || (at.confidence >= confidence.from && at.confidence <= confidence.to)) &&
    (when.dayKind ?? at.dayKind) === at.dayKind &&
    (!when.hours || covers(when.hours, at.minute))
  );
}

/** How exact: the number of conditions first, then which they are. Equal only for the same set of conditions. */
export function exactness(when: PlanWhen): number {
  let rank = 0;
  let count = 0;
  for (const condition of conditions) {
    const isSet = when[condition] !== undefined;
    rank = rank * 2 + (isSet ? 1 : 0);
    count += isSet ? 1 : 0;
  }
  return count * 64 + rank;
}

/**
 * The most exact plan that matches; of equally exact ones the school's own. Plans of one school that
 * are equally exact and could both match are refused when they are saved; should there be some, the
 * key decides, so that the same alarm always gets the same plan. Null without a default.
 */
export function choosePlan(entries: readonly PlanEntry[], at: PlanSubject): PlanEntry | null {
  let best: PlanEntry | null = null;
  for (const entry of entries) {
    if (matches(entry.when, at) && (best === null || isBefore(entry, best))) best = entry;
  }
  return best;
}

function isBefore(a: PlanEntry, b: PlanEntry): boolean {
  const difference = exactness(a.when) - exactness(b.when);
  if (difference !== 0) return difference > 0;
  const isOwn = (e: PlanEntry) => e.schoolId !== null;
  if (isOwn(a) !== isOwn(b)) return isOwn(a);
  return a.key < b.key;
}

/** Is there an alarm that both would match, though neither is more exact than the other? */
export function overlap(a: PlanWhen, b: PlanWhen): boolean {
  if (exactness(a) !== exactness(b)) return false;
  return (
    share(a.alarmKinds, b.alarmKinds) &&
    share(a.kinds, b.kinds) &&
    share(a.zoneKinds, b.zoneKinds) &&
    shareRange(a.confidence, b.confidence) &&
    a.dayKind === b.dayKind &&
    shareHours(a.hours, b.hours)
  );
}

const share = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined): boolean =>
  !a || !b || a.some((value) => b.includes(value));

const shareRange = (a: PlanWhen['confidence'], b: PlanWhen['confidence']): boolean =>
  !a || !b || (a.from <= b.to && b.from <= a.to);

/** Two windows share a minute when one of them holds the first minute of the other. */
const shareHours = (a: Window | undefined, b: Window | undefined): boolean =>
  !a || !b || covers(a, b.fromMinute) || covers(b, a.fromMinute);
