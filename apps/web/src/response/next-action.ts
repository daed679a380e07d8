import type { AlarmSummary, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';

/** The one thing this person should do next. */
export type NextAction = 'accept' | 'arrive' | 'handle' | 'close' | 'review' | 'none';

/** Null when the person was neither called nor answered. */
export function myAnswer(alarm: AlarmSummary, personId: string) {
  const mine = alarm.people.filter((p) => p.personId === personId);
  return (
    mine.find((p) => p.state === 'arrived') ??
    mine.find((p) => p.state === 'accepted') ??
    mine.at(-1) ??
    null
  );
}

/** State of the alarm and own answer give one primary action. */
export function nextAction(alarm: AlarmSummary, personId: string): NextAction {
  const mine = myAnswer(alarm, personId)?.state;
  if (alarm.state === 'closed') return alarm.times.t8 === null ? 'review' : 'none';
  if (alarm.state === 'handled') return 'close';
  if (mine === 'accepted') return 'arrive';
  if (alarm.state === 'arrived') return 'handle';
  if (alarm.state === 'calling') return 'accept';
  return 'none';
}

/** Verdicts that fit: a drill does not end as a real incident by a slip of the finger. */
export function verdictsFor(kind: AlarmKind): Verdict[] {
  if (kind === 'exercise') return ['exercise', 'true', 'false'];
  if (kind === 'test') return ['test', 'true', 'false'];
  return ['true', 'prank', 'mistaken', 'false'];
}

/** A person pressed or asked: only a named person with a reason ends it. The rest ask for one too, save drills. */
export function needsReason(alarm: AlarmSummary, verdict: Verdict | null): boolean {
  if (alarm.kind === 'button' || alarm.kind === 'person') return true;
  return verdict !== 'exercise' && verdict !== 'test';
}
