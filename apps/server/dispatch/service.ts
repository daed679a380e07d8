import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Alarm, Decision } from '@anyuan/core/alarm/alarm.ts';
import type { Duty } from '@anyuan/core/dispatch/call.ts';
import { stepAlarm } from '@anyuan/core/dispatch/step.ts';
import type { Logger } from 'pino';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';

export interface DispatchOptions {
  clock: Clock;
  log: Logger;
  changeDue(
    decide: (alarm: Alarm, now: number) => Decision,
    onClaimed: (alarm: Alarm) => void,
  ): Promise<Alarm | null>;
  nextDue(): Promise<number | null>;
  setBack(alarmId: string, dueAt: number): Promise<number>;
  dutyOf(alarm: Pick<Alarm, 'zoneId' | 'schoolId'>, now: number): Duty;
  /** Lateness of each step, ms, for the metrics. */
  onStepped(lateMs: number): void;
  /** A step failed: an operational alarm of its own. */
  onFailed(alarm: Alarm, failures: number, error: unknown): Promise<void>;
}

/** Steps in flight at once: commits share their flush to disk. */
const lanes = 4;
const setBackMs = 2000;

/**
 * Takes the next step of every alarm that is due: the next tier, the last one again, a reminder.
 * One alarm, one transaction, one failure: a step that fails is set back and told, and holds up
 * nobody else's.
 */
export function makeDispatch(options: DispatchOptions): DueTimer {
  const { clock, log } = options;

  const stepOne = async (): Promise<boolean> => {
    let claimed: Alarm | undefined;
    try {
      const after = await options.changeDue(
        (alarm, now) => {
          options.onStepped(now - (alarm.dueAt ?? now));
          return stepAlarm(alarm, options.dutyOf(alarm, now), now);
        },
        (alarm) => {
          claimed = alarm;
        },
      );
      return after !== null;
    } catch (error) {
      if (!claimed) throw error;
      log.error({ err: error, alarmId: claimed.id }, 'step of an alarm failed, set back');
      const failures = await options.setBack(claimed.id, clock.now() + setBackMs);
      await options.onFailed(claimed, failures, error);
      return true;
    }
  };

  return makeDueTimer({
    name: 'dispatch',
    clock,
    log,
    nextDue: options.nextDue,
    run: async () => {
      const stepped = await Promise.all(Array.from({ length: lanes }, stepOne));
      return stepped.every(Boolean);
    },
  });
}
