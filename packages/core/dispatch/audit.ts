import type { NextStepName } from '@anyuan/contracts/routes/operations.ts';
import type { Alarm } from '../alarm/alarm.ts';
import { isComplete } from './needed.ts';

/** Longest time that may rightly pass before the next step of an alarm in its present state, ms. */
export function longestWaitMs(alarm: Pick<Alarm, 'state' | 'plan' | 'tier' | 'people'>): number {
  const { plan, state } = alarm;
  const waits =
    state === 'handled' || isComplete(alarm)
      ? [plan.closeWithinSec]
      : [plan.repeatSec, plan.arriveWithinSec, ...plan.tiers.map((t) => t.waitSec)];
  return Math.max(...waits) * 1000;
}

/**
 * Is the next step of an open alarm out of reach (further away than any wait of its plan)? That
 * happens when the clock of the machine was set back while the server was down.
 */
export function isOutOfReach(
  alarm: Pick<Alarm, 'state' | 'plan' | 'dueAt' | 'tier' | 'people'>,
  now: number,
): boolean {
  return alarm.dueAt !== null && alarm.dueAt - now > longestWaitMs(alarm);
}

/** What comes next for an open alarm when nobody does anything. */
export function nextStepOf(alarm: Pick<Alarm, 'state' | 'plan' | 'tier'>): NextStepName {
  if (alarm.state === 'arrived' || alarm.state === 'handled') return 'chaseClosing';
  if (alarm.state === 'accepted') return 'chaseArrival';
  return alarm.tier + 1 < alarm.plan.tiers.length ? 'callNextTier' : 'callAgain';
}
