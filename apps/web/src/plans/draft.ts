import { defaultPlan, type TierName, tierNames } from '@anyuan/contracts/alarm.ts';
import {
  defaultPlanKey,
  type PlanDraft,
  type PlanVersion,
  type PlanWhen,
} from '@anyuan/contracts/plan.ts';
import { exactness } from '@anyuan/core/dispatch/choose.ts';

/** A plan while it is edited. */
export interface Draft {
  when: PlanWhen;
  plan: PlanDraft;
}

export type DraftTier = PlanDraft['tiers'][number];

/** What the editor has open: a plan on record, or one that is new. */
export interface Opened {
  key: string;
  /** The version that the edit began from; null: new. */
  base: PlanVersion | null;
  draft: Draft;
}

export function draftOf({ when, plan: { version: _version, ...plan } }: PlanVersion): Draft {
  return { when, plan };
}

/** Letters and digits; no key of this school is ever used for another plan. */
export function newPlanKey(): string {
  return `p-${Math.random().toString(36).slice(2, 10)}`;
}

/** A new plan starts as the default does, for one kind of alarm: without a condition it would be refused. */
export function freshDraft(name: string): Draft {
  const { version: _version, ...plan } = defaultPlan;
  return { when: { kinds: ['button'] }, plan: { ...plan, name } };
}

export function copyOf({ when, plan }: Draft, name: string): Draft {
  return { when, plan: { ...plan, name } };
}

/** Those in use as they are chosen, the most exact first; the default last. */
export function inOrder(plans: readonly PlanVersion[]): PlanVersion[] {
  return plans
    .filter((p) => !p.removed && !isReplaced(p, plans))
    .toSorted((a, b) => exactness(b.when) - exactness(a.when) || (a.key < b.key ? -1 : 1));
}

/** A plan for all schools that the school has a version of its own of. */
function isReplaced(plan: PlanVersion, plans: readonly PlanVersion[]): boolean {
  return plan.schoolId === null && plans.some((p) => p.key === plan.key && p.schoolId !== null);
}

export function outOfUse(plans: readonly PlanVersion[]): PlanVersion[] {
  return plans.filter((p) => p.removed);
}

/** What an edit is based on: a plan for all schools becomes the school's own with its first edit. */
export function basedOnOf(base: PlanVersion | null): number {
  return base === null || base.schoolId === null ? 0 : base.version;
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
