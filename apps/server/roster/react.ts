import type { RosterFact } from '@anyuan/contracts/roster-facts.ts';
import { type NewsNames, rosterNewsOf } from '@anyuan/core/roster/news.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Notices } from '../platform/notices.ts';

const newsTypes = [
  'duty.asked',
  'swap.asked',
  'swap.agreed',
  'swap.refused',
  'coverage.gapFound',
  'handOver.written',
  'handOver.unsigned',
  'reachTest.begun',
] as const satisfies readonly RosterFact['type'][];

/** Consumer `rosterNews`: tells people what happened to their duties. */
export function makeRosterNews(options: { notices: Notices; names: NewsNames }): Reaction {
  return reaction({
    consumer: 'rosterNews',
    types: newsTypes,
    async run(tx, entries) {
      const news = entries.flatMap(({ fact, factId }) => {
        const made = rosterNewsOf(fact, options.names);
        if (!made) return [];
        const kind = fact.type === 'reachTest.begun' ? { alarmKind: 'test' as const } : {};
        return [{ ...made, ...kind, key: `roster:${factId}` }];
      });
      await options.notices.add(tx, news);
    },
    committed: () => options.notices.wake(),
  });
}
