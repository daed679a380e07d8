import type { RosterFact } from '@anyuan/contracts/roster-facts.ts';
import { type NewsNames, rosterNewsOf } from '@anyuan/core/roster/news.ts';
import { type Reaction, reaction } from '../platform/deliveries.ts';
import type { Notices } from '../platform/notices.ts';

/** What changes nothing tonight. The rest is about a duty that has begun, or asks for an answer in time. */
const everydayTypes: ReadonlySet<RosterFact['type']> = new Set([
  'swap.asked',
  'swap.agreed',
  'swap.refused',
  'swap.withdrawn',
]);

const newsTypes = [
  'duty.asked',
  'swap.asked',
  'swap.agreed',
  'swap.refused',
  'swap.withdrawn',
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
        const everyday = everydayTypes.has(fact.type);
        return [{ ...made, ...kind, everyday, key: `roster:${factId}` }];
      });
      await options.notices.add(tx, news);
    },
    committed: () => options.notices.wake(),
  });
}
