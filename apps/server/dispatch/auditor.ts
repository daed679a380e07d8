import type { Clock } from '@anyuan/contracts/clock.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { isOutOfReach } from '@anyuan/core/dispatch/audit.ts';
import type { Logger } from 'pino';
import type { Operations } from '../platform/operations.ts';

export interface AuditorOptions {
  clock: Clock;
  log: Logger;
  operations: Operations;
  /** Open alarms whose next step is late by more than `lateMs`. */
  findLate(beforeMs: number): Promise<{ id: string; schoolId: string }[]>;
  /** Open alarms whose next step is more than a minute away. */
  findFarAhead(afterMs: number): Promise<Alarm[]>;
  /** Makes the step of an alarm due now. */
  pullForward(alarmId: string, now: number): Promise<void>;
  /** Consumers whose oldest waiting delivery is older than this. */
  findLagging(beforeMs: number): Promise<string[]>;
  /** After each round without a fault: the sign of life for an outside watchdog. */
  onRound(now: number): void;
}

export interface Auditor {
  start(): void;
  stop(): void;
  /** One round; tests call it. */
  round(): Promise<void>;
}

const everyMs = 5000;
const lateMs = 10_000;
const laggingMs = 30_000;

/**
 * Watches the watchers: every open alarm must have its next step, and it must come; what happened
 * must reach who reacts to it. Runs on a timer and queries of its own, so that it still speaks when
 * dispatch does not.
 */
export function makeAuditor(options: AuditorOptions): Auditor {
  const { clock, log, operations } = options;
  let timer: { cancel(): void } | null = null;
  let lateBefore = new Set<string>();
  let laggingBefore = new Set<string>();

  const checkAlarms = async (now: number): Promise<void> => {
    for (const alarm of await options.findFarAhead(now + 60_000)) {
      if (!isOutOfReach(alarm, now)) continue;
      log.warn({ alarmId: alarm.id }, 'next step out of reach (clock set back?), due now');
      await options.pullForward(alarm.id, now);
    }
    const late = await options.findLate(now - lateMs);
    for (const { id, schoolId } of late) {
      const text = '报警没有按时进入下一步，请立即人工联系值班人员。';
      await operations.raise({ kind: 'alarm.withoutNextStep', subject: id, schoolId, text });
    }
    const ids = new Set(late.map((l) => l.id));
    for (const id of lateBefore) {
      if (!ids.has(id)) await operations.clear('alarm.withoutNextStep', id);
    }
    lateBefore = ids;
  };

  const checkDeliveries = async (now: number): Promise<void> => {
    const lagging = new Set(await options.findLagging(now - laggingMs));
    for (const consumer of lagging) {
      const text = `后台任务“${consumer}”积压超过 30 秒。`;
      await operations.raise({ kind: 'delivery.lagging', subject: consumer, text });
    }
    for (const consumer of laggingBefore) {
      if (!lagging.has(consumer)) await operations.clear('delivery.lagging', consumer);
    }
    laggingBefore = lagging;
  };

  const round = async (): Promise<void> => {
    const now = clock.now();
    try {
      await checkAlarms(now);
      await checkDeliveries(now);
      options.onRound(now);
    } catch (error) {
      log.error({ err: error }, 'auditor could not look');
    }
  };

  const arm = () => {
    timer = clock.setTimer(clock.now() + everyMs, () => void round().finally(() => timer && arm()));
  };

  return {
    round,
    start: arm,
    stop() {
      timer?.cancel();
      timer = null;
    },
  };
}
