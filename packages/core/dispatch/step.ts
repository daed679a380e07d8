import type { Alarm, Decision } from '../alarm/alarm.ts';
import { changed, unchanged } from '../alarm/alarm.ts';
import { callFrom, type Duty } from './call.ts';

/**
 * The next step of an alarm that is due. Calling: the next tier, or the last one again. Accepted but
 * nobody there in time: climbs again. Arrived or handled but not closed: a reminder. Before its due
 * time, and once closed, nothing.
 */
export function stepAlarm(alarm: Alarm, duty: Duty, now: number): Decision {
  if (alarm.dueAt === null || alarm.dueAt > now) return unchanged(alarm);
  if (alarm.state === 'arrived' || alarm.state === 'handled') {
    return {
      ok: true,
      alarm: changed(alarm, { dueAt: now + alarm.plan.closeWithinSec * 1000 }),
      facts: [{ type: 'alarm.overdue', alarmId: alarm.id, state: alarm.state }],
    };
  }
  const why = alarm.state === 'accepted' ? 'arrivalOverdue' : 'stepped';
  const { tier, round, dueAt, people, facts } = callFrom({
    alarm,
    duty,
    now,
    fromTier: alarm.tier + 1,
    why,
  });
  return { ok: true, alarm: changed(alarm, { tier, round, dueAt, people }), facts };
}
