import type { Plan, Post } from '@anyuan/contracts/alarm.ts';
import type { Alarm } from '../alarm/alarm.ts';

/** The leader of the school and the command room of the station are in the last tier of every plan. */
export const alwaysLast: readonly Post[] = ['dutyLeader', 'stationCommand'];

export const lastTier = (plan: Plan): number => plan.tiers.length - 1;

/** Whom a tier calls. */
export function postsOf(plan: Plan, tier: number): readonly Post[] {
  const posts = plan.tiers[tier]?.posts ?? [];
  return tier === lastTier(plan) ? [...new Set([...posts, ...alwaysLast])] : posts;
}

/** How many must come once this tier was reached: what an earlier tier asked for still holds. */
export function neededAt(plan: Plan, tier: number): number {
  return Math.max(1, ...plan.tiers.slice(0, tier + 1).map((t) => t.needed ?? 1));
}

type Standing = Pick<Alarm, 'plan' | 'tier' | 'people'>;

/** How many of those who must come have not accepted yet: as long as it is not 0, calling goes on. */
export function missingOf({ plan, tier, people }: Standing): number {
  const going = people.filter((p) => p.state === 'accepted' || p.state === 'arrived').length;
  return Math.max(0, neededAt(plan, tier) - going);
}

/** Have all who must come arrived? */
export function isComplete({ plan, tier, people }: Standing): boolean {
  return people.filter((p) => p.state === 'arrived').length >= neededAt(plan, tier);
}
