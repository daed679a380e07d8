import type { DeadlineRule } from '@anyuan/contracts/incident.ts';

const minuteMs = 60_000;

/** One deadline being watched. Its rule is stamped: editing the table changes nothing that runs. */
export interface Chase {
  deadlineAt: number;
  climbEveryMs: number;
  /** Steps taken: 0 before the first reminder, 1 before the deadline, from 2 on late. */
  steps: number;
  nextAt: number;
}

/** What a step of a chase says. Rungs: 0 owner, 1 leader of the side, 2 bureaus of both lines. */
export type ChaseStep = { what: 'before' | 'at' } | { what: 'overdue'; rung: 1 | 2 };

/** Begins with the reminder, or with the deadline where the time before it is already too short. */
export function beginChase(
  rule: Pick<DeadlineRule, 'remindBeforeMin' | 'climbEveryMin'>,
  deadlineAt: number,
  now: number,
): Chase {
  const remindAt = deadlineAt - rule.remindBeforeMin * minuteMs;
  const isShort = remindAt <= now;
  return {
    deadlineAt,
    climbEveryMs: rule.climbEveryMin * minuteMs,
    steps: isShort ? 1 : 0,
    nextAt: isShort ? Math.max(deadlineAt, now) : remindAt,
  };
}

/** A whole stage from now on. */
export function chaseStage(rule: DeadlineRule, now: number): Chase {
  return beginChase(rule, now + rule.withinMin * minuteMs, now);
}

/** Takes the step that is due. There is always a next one: lateness is told again and again. */
export function stepChase(chase: Chase, now: number): { chase: Chase; step: ChaseStep } {
  const { steps, deadlineAt, climbEveryMs } = chase;
  const next = (nextAt: number): Chase => ({ ...chase, steps: steps + 1, nextAt });
  if (steps === 0) return { chase: next(Math.max(deadlineAt, now)), step: { what: 'before' } };
  if (steps === 1) return { chase: next(now + climbEveryMs), step: { what: 'at' } };
  return { chase: next(now + climbEveryMs), step: { what: 'overdue', rung: steps === 2 ? 1 : 2 } };
}
