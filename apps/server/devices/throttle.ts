import type { Clock } from '@anyuan/contracts/clock.ts';

export interface Throttle {
  /** Milliseconds this key must still wait; 0 when it may try. */
  waitMs(key: string): number;
  fail(key: string): void;
}

const maxKeys = 10_000;

/**
 * After `limit` failures within `windowMs` a key waits until the window is over. In memory: a
 * restart forgives, which costs an attacker more than it gives. Bounded, oldest forgotten first.
 */
export function makeThrottle(options: { clock: Clock; limit: number; windowMs: number }): Throttle {
  const { clock, limit, windowMs } = options;
  const failures = new Map<string, { count: number; endsAt: number }>();
  return {
    waitMs(key) {
      const known = failures.get(key);
      if (!known || known.count < limit) return 0;
      return Math.max(0, known.endsAt - clock.now());
    },
    fail(key) {
      const known = failures.get(key);
      const now = clock.now();
      if (known && known.endsAt > now) {
        known.count++;
        return;
      }
      failures.delete(key);
      failures.set(key, { count: 1, endsAt: now + windowMs });
      const oldest = failures.keys().next().value;
      if (failures.size > maxKeys && oldest !== undefined) failures.delete(oldest);
    },
  };
}
