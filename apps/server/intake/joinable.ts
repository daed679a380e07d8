import type { Alarm } from '@anyuan/core/alarm/alarm.ts';

/** Until when a detection of a zone may join an alarm that is open there. */
export interface Joinable {
  note(alarms: readonly Pick<Alarm, 'zoneId' | 'lastDetectionAt' | 'plan'>[]): void;
  /** Everything that was open before is noted: from now on "no" means no. */
  complete(): void;
  /** May be true without need, never false wrongly (but for another instance's last milliseconds). */
  may(zoneId: string, now: number): boolean;
}

const pruneAbove = 20_000;

/**
 * Spares most detections the look into the database whether there is something to join: nothing is
 * open in their zone, so they can be written at once.
 */
export function makeJoinable(): Joinable {
  const until = new Map<string, number>();
  let known = false;
  return {
    note(alarms) {
      for (const { zoneId, lastDetectionAt, plan } of alarms) {
        const untilAt = lastDetectionAt + plan.mergeWindowSec * 1000;
        if (untilAt > (until.get(zoneId) ?? 0)) until.set(zoneId, untilAt);
      }
    },
    complete() {
      known = true;
    },
    may(zoneId, now) {
      if (!known) return true;
      const untilAt = until.get(zoneId);
      if (untilAt === undefined) return false;
      if (untilAt > now) return true;
      until.delete(zoneId);
      if (until.size > pruneAbove) {
        for (const [zone, at] of until) if (at <= now) until.delete(zone);
      }
      return false;
    },
  };
}
