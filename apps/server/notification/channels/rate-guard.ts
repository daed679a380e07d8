import type { Clock } from '@anyuan/contracts/clock.ts';
import { admitSingle, type FloodLimit } from '@anyuan/core/notification/bundle.ts';

/** Robots take 20 messages a minute each (企业微信, 钉钉; 飞书 100 a minute, kept to the same). */
const perMinute: FloodLimit = { count: 20, withinMs: 60_000, gatherMs: 0 };

/** Bundling keeps a robot below 20 a minute: 8 alone and one every 10 s. Retries come on top. */
export const robotFlood: FloodLimit = { count: 8, withinMs: 60_000, gatherMs: 10_000 };

export interface RateGuard {
  /** Null: send now. Else how long to wait, ms. */
  waitMs(robotId: string): number | null;
}

/** The last barrier before a provider that locks a robot out for sending too much. Per process. */
export function makeRateGuard({ clock }: { clock: Clock }): RateGuard {
  const recent = new Map<string, number[]>();
  return {
    waitMs(robotId) {
      const now = clock.now();
      const admitted = admitSingle(recent.get(robotId) ?? [], now, perMinute);
      recent.set(robotId, admitted.recent);
      if (admitted.single) return null;
      return Math.max(1, (admitted.recent[0] ?? now) + perMinute.withinMs - now);
    },
  };
}
