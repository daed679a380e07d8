import type { Alarm, Decision } from '../alarm/alarm.ts';
import { changed, unchanged } from '../alarm/alarm.ts';
import { callFrom, type Duty } from './call.ts';
import { isComplete, missingOf } from './needed.ts';

/**
 * The next step of an alarm that is due. Some who must come have not accepted: the next tier, or the
 * last one again. All accepted but not there in time: climbs again. All there, or under control, but
 * not closed: a reminder. Before its due time, and once closed, nothing.
 */
export function stepAlarm(alarm: Alarm, duty: Duty, now: number): Decision {
  if (alarm.dueAt === null || alarm.dueAt > now) return unchanged(alarm);
  if (alarm.state === 'handled' || isComplete(alarm)) {
    return {
      ok: true,
      alarm: changed(alarm, { dueAt: now + alarm.plan.closeWithinSec * 1000 }),
      facts: [{ type: 'alarm.overdue', alarmId: alarm.id, state: alarm.state }],
    };
  }
  const why = missingOf(alarm) > 0 ? 'stepped' : 'arrivalOverdue';
  const { tier, round, dueAt, people, facts } = callFrom({
    alarm,
    duty,
    now,
    fromTier: alarm.tier + 1,
    why,
  });
  return { ok: true, alarm: changed(alarm, { tier, round, dueAt, people }), facts };
}
