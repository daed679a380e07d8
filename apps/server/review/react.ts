import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Facts } from '../platform/facts.ts';

/** Every closed alarm opens its review: nothing silently dies. */
export function makeReview(facts: Facts, now: () => number): Reaction {
  return reaction({
    consumer: 'review',
    types: ['alarm.closed'],
    run: (tx, entries) =>
      facts.append(
        tx,
        entries.map(({ schoolId, fact }) => ({
          at: now(),
          schoolId,
          fact: { type: 'review.opened', alarmId: fact.alarmId },
        })),
      ),
  });
}
