import type { Clock } from '@anyuan/contracts/clock.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { isOutOfReach } from '@anyuan/core/dispatch/audit.ts';
import type { Logger } from 'pino';
import type { Operations } from '../platform/operations.ts';

export interface AuditorOptions {
  clock: Clock;
  log: Logger;
  operations: Operations;
  /** Open alarms whose next step was due before this, or failed when it was tried. */
  findLate(beforeMs: number): Promise<{ id: string; schoolId: string }[]>;
  /** Open alarms for which nobody could be called so far. */
  findNobodyCalled(): Promise<{ id: string; schoolId: string }[]>;
  freeDiskMb(): Promise<number>;
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
  /** Ends with the round in progress (tests that travel in time). */
  idle(): Promise<void>;
}

const everyMs = 5000;
const lateMs = 10_000;
const laggingMs = 30_000;
const lowDiskMb = 1024;

interface Wrong {
  subject: string;
  schoolId?: string;
  text: string;
}

/**
 * Watches the watchers: every open alarm must have its next step, and it must come; what happened
 * must reach who reacts to it. Runs on a timer and queries of its own, so that it still speaks when
 * dispatch does not.
 */
export function makeAuditor(options: AuditorOptions): Auditor {
  const { clock, log, operations } = options;
  let timer: { cancel(): void } | null = null;
  let running: Promise<void> = Promise.resolve();

  /** What is wrong now is raised; what was and no longer is, also before a restart, is cleared. */
  const settle = async (kind: OperationKind, wrong: readonly Wrong[]): Promise<void> => {
    for (const about of wrong) await operations.raise({ kind, ...about });
    const subjects = new Set(wrong.map((w) => w.subject));
    for (const open of await operations.openSubjects(kind)) {
      if (!subjects.has(open)) await operations.clear(kind, open);
    }
  };

  const checkAlarms = async (now: number): Promise<void> => {
    for (const alarm of await options.findFarAhead(now + 60_000)) {
      if (!isOutOfReach(alarm, now)) continue;
      log.warn({ alarmId: alarm.id }, 'next step out of reach (clock set back?), due now');
      await options.pullForward(alarm.id, now);
    }
    const late = await options.findLate(now - lateMs);
    const text = '报警没有按时进入下一步，请立即人工联系值班人员。';
    await settle(
      'alarm.withoutNextStep',
      late.map(({ id, schoolId }) => ({ subject: id, schoolId, text })),
    );
    const alone = await options.findNobodyCalled();
    const call = '报警附近没有可通知的在岗人员，请立即人工派人并补齐值班。';
    await settle(
      'dispatch.nobodyFound',
      alone.map(({ id, schoolId }) => ({ subject: id, schoolId, text: call })),
    );
  };

  const checkDeliveries = async (now: number): Promise<void> => {
    const lagging = await options.findLagging(now - laggingMs);
    const words = (consumer: string) => `后台任务“${consumer}”积压超过 30 秒。`;
    await settle(
      'delivery.lagging',
      lagging.map((subject) => ({ subject, text: words(subject) })),
    );
  };

  const checkDisk = async (): Promise<void> => {
    const freeMb = await options.freeDiskMb();
    const text = `数据目录所在磁盘只剩 ${Math.round(freeMb)} MB，请尽快清理。`;
    await settle('disk.low', freeMb < lowDiskMb ? [{ subject: 'data', text }] : []);
  };

  const round = async (): Promise<void> => {
    const now = clock.now();
    try {
      await checkAlarms(now);
      await checkDeliveries(now);
      await checkDisk();
      options.onRound(now);
    } catch (error) {
      log.error({ err: error }, 'auditor could not look');
    }
  };

  const arm = () => {
    timer = clock.setTimer(clock.now() + everyMs, () => {
      running = round().finally(() => timer && arm());
    });
  };

  return {
    round,
    idle: () => running,
    start: arm,
    stop() {
      timer?.cancel();
      timer = null;
    },
  };
}
