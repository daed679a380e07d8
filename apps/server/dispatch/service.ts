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
    limit: number,
  ): Promise<{ claimed: readonly Alarm[]; failed: { alarm: Alarm; error: unknown }[] }>;
  nextDue(): Promise<number | null>;
  setBack(alarmId: string, dueAt: number): Promise<number>;
  dutyOf(alarm: Pick<Alarm, 'zoneId' | 'schoolId'>, now: number): Duty;
  /** Lateness of each step, ms, for the metrics. */
  onStepped(lateMs: number): void;
  /** A step failed: an operational alarm of its own. */
  onFailed(alarm: Alarm, failures: number, error: unknown): Promise<void>;
}

/** Steps in one commit: after a burst a thousand are due within a second. */
const batchSize = 100;
const setBackMs = 2000;
/** Alarms that are due one after the other share commits too; a tenth of a second late is near enough. */
const restMs = 100;

/**
 * Takes the next step of every alarm that is due: the next tier, the last one again, a reminder.
 * Steps that are due together share a commit; when that fails, each stands alone. A step that fails
 * is set back and told, and holds up nobody else's.
 */
export function makeDispatch(options: DispatchOptions): DueTimer {
  const { clock, log } = options;

  const onFailed = async (alarm: Alarm, error: unknown): Promise<void> => {
    log.error({ err: error, alarmId: alarm.id }, 'step of an alarm failed, set back');
    const failures = await options.setBack(alarm.id, clock.now() + setBackMs);
    await options.onFailed(alarm, failures, error);
  };

  /** Returns how many were due. `seen` gets them, for when the commit fails. */
  const step = async (limit: number, seen: Alarm[]): Promise<number> => {
    const { claimed, failed } = await options.changeDue((alarm, now) => {
      seen.push(alarm);
      options.onStepped(now - (alarm.dueAt ?? now));
      return stepAlarm(alarm, options.dutyOf(alarm, now), now);
    }, limit);
    for (const { alarm, error } of failed) await onFailed(alarm, error);
    return claimed.length;
  };

  const stepAlone = async (): Promise<number> => {
    const seen: Alarm[] = [];
    try {
      return await step(1, seen);
    } catch (error) {
      const [alarm] = seen;
      if (!alarm) throw error;
      await onFailed(alarm, error);
      return 1;
    }
  };

  return makeDueTimer({
    name: 'dispatch',
    clock,
    log,
    nextDue: options.nextDue,
    restMs,
    isAllDated: true,
    run: async () => {
      const seen: Alarm[] = [];
      try {
        return (await step(batchSize, seen)) >= batchSize;
      } catch (error) {
        // The database is away, or one of them cannot be written: then each stands alone.
        if (seen.length === 0) throw error;
        for (const _ of seen) if ((await stepAlone()) === 0) break;
        return true;
      }
    },
  });
}
