import { type TierName, tierNames } from '@anyuan/contracts/alarm.ts';
import {
  defaultPlanKey,
  type PlanDraft,
  type PlanVersion,
  type PlanWhen,
} from '@anyuan/contracts/plan.ts';

/** A plan while it is edited. */
export interface Draft {
  when: PlanWhen;
  plan: PlanDraft;
}

export type DraftTier = PlanDraft['tiers'][number];

export function draftOf({ when, plan: { version: _version, ...plan } }: PlanVersion): Draft {
  return { when, plan };
}

/** The tier that would come next. */
export function nextTier(tiers: readonly DraftTier[]): DraftTier {
  const used = new Set<TierName>(tiers.map((t) => t.name));
  const name = tierNames.find((n) => !used.has(n)) ?? 'reserve';
  return { name, posts: [], waitSec: 20 };
}

/** The same list with one entry a place further up (-1) or down (1). */
export function moved<T>(list: readonly T[], from: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(from + by, 0, one);
  return next;
}

export const isDefault = (key: string) => key === defaultPlanKey;
