import type { Swap } from '@anyuan/contracts/roster.ts';
import type { Tx } from '../platform/db.ts';
import type { LeaverSwaps } from '../platform/successors.ts';
import type { RosterServiceOptions } from './service.ts';
import { answerSwap, findSwap, findSwapsOf, reopenSwap } from './swap-store.ts';
import { swapFact } from './swaps.ts';

const findWaiting = async (tx: Tx, personId: string, now: number): Promise<Swap[]> =>
  (await findSwapsOf(tx, personId, now)).filter((s) => s.state === 'asked');

/**
 * Swaps that wait when one of the two leaves: nobody would answer them. What the leaver asked for is
 * withdrawn, what was asked of them goes back to who asked, and the other of the two is told.
 */
export function makeLeaverSwaps({
  facts,
  about,
}: Pick<RosterServiceOptions, 'facts' | 'about'>): LeaverSwaps {
  return {
    async find(tx, personId, now) {
      return (await findWaiting(tx, personId, now)).map(({ id, day, post, ...s }) => {
        const byThem = s.fromId === personId;
        return { id, day, post, byThem, otherName: byThem ? s.toName : s.fromName };
      });
    },
    async end(tx, personId, now) {
      const ended: string[] = [];
      for (const swap of await findWaiting(tx, personId, now)) {
        const state = swap.fromId === personId ? 'withdrawn' : 'refused';
        // Answered in this very moment: then that is how it stands.
        if (!(await answerSwap(tx, { id: swap.id, state, now }))) continue;
        const fact = { ...swapFact(swap, `swap.${state}`), because: 'leaving' } as const;
        const { schoolId } = about(swap.organisationId);
        await facts.append(tx, [{ at: now, schoolId, fact }]);
        ended.push(swap.id);
      }
      return ended;
    },
    async reopen(tx, ids, { endedAt, now }) {
      for (const id of ids) {
        const swap = await findSwap(tx, id);
        if (!swap || !(await reopenSwap(tx, { id, endedAt, now }))) continue;
        const { schoolId } = about(swap.organisationId);
        await facts.append(tx, [{ at: now, schoolId, fact: swapFact(swap, 'swap.asked') }]);
      }
    },
  };
}
