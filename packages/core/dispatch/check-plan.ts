import { type Plan, planSchema, posts } from '@anyuan/contracts/alarm.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import { defaultPlanKey, type PlanDraft, type PlanWhen } from '@anyuan/contracts/plan.ts';
import { exactness, overlap } from './choose.ts';

/** What an editor sends: one plan of a school, and for which alarms. */
export interface PlanEdit {
  key: string;
  when: PlanWhen;
  plan: PlanDraft;
}

export type CheckedPlan =
  | { ok: true; plan: Plan }
  | { ok: false; code: ErrorCode; detail: Record<string, string | number> };

const refuse = (code: ErrorCode, detail: Record<string, string | number> = {}): CheckedPlan => ({
  ok: false,
  code,
  detail,
});

/**
 * A plan that may be used, with that version number, or why not. `others`: the plans of the school in
 * use apart from this one.
 */
export function checkPlan(
  edit: PlanEdit,
  others: readonly { key: string; when: PlanWhen; plan: Pick<Plan, 'name'> }[],
  version: number,
): CheckedPlan {
  const { key, when, plan } = edit;
  if (key === defaultPlanKey && exactness(when) > 0) return refuse('plan.defaultMatchesAll');
  if (key !== defaultPlanKey && exactness(when) === 0) return refuse('plan.matchesAll');
  const { confidence, hours } = when;
  if (confidence && confidence.from > confidence.to) return refuse('plan.emptyRange');
  if (hours && hours.fromMinute === hours.toMinute) return refuse('plan.emptyRange');
  const twin = others.find((o) => o.key !== key && overlap(o.when, when));
  if (twin) return refuse('plan.overlaps', { plan: twin.plan.name });
  return checkTiers(plan, version);
}

function checkTiers(draft: PlanDraft, version: number): CheckedPlan {
  if (draft.name.trim() === '') return refuse('plan.noName');
  if (draft.tiers.length === 0) return refuse('plan.noTier');
  for (const [i, tier] of draft.tiers.entries()) {
    const unknown = tier.posts.find(
      (p) => p === 'volunteer' || !posts.some((known) => known === p),
    );
    if (unknown !== undefined) return refuse('plan.unknownPost', { tier: i + 1, post: unknown });
    if (tier.posts.length === 0) return refuse('plan.noPost', { tier: i + 1 });
  }
  const parsed = planSchema.safeParse({ ...draft, name: draft.name.trim(), version });
  if (parsed.success) return { ok: true, plan: parsed.data };
  const path = parsed.error.issues[0]?.path ?? [];
  const field = String(path.at(-1) ?? '');
  const tier = typeof path[1] === 'number' ? { tier: path[1] + 1 } : {};
  return refuse(field.endsWith('Sec') ? 'plan.badTime' : 'plan.invalid', { field, ...tier });
}
