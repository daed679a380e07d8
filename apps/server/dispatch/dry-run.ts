import type { Plan } from '@anyuan/contracts/alarm.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { DryRun, DryRunLine, PlanDraft, PlanWhen } from '@anyuan/contracts/plan.ts';
import { checkPlan } from '@anyuan/core/dispatch/check-plan.ts';
import { choosePlan, type PlanSubject } from '@anyuan/core/dispatch/choose.ts';
import { dryRun, type SupposedAnswer } from '@anyuan/core/dispatch/dry-run.ts';
import type { Duty } from '@anyuan/core/dispatch/duty.ts';
import type { PlanBook } from './plan-book.ts';

type Heard = Pick<PlanSubject, 'kind' | 'alarmKind' | 'confidence'> & {
  schoolId: string;
  zoneId: string;
};

export interface DryRunRequest extends Heard {
  /** Epoch ms. */
  at: number;
  draft?: { planKey: string; when: PlanWhen; plan: PlanDraft } | undefined;
  answers: readonly SupposedAnswer[];
}

export interface DryRunOptions {
  book: PlanBook;
  /** Is it a zone of that school? */
  isZoneOf(zoneId: string, schoolId: string): boolean;
  planSubject(heard: Heard, now: number): PlanSubject;
  dutyOf(at: { zoneId: string; schoolId: string }, now: number): Duty;
  personName(personId: string): string;
}

/**
 * Plays an alarm without raising one: nothing is written and nobody is called. Who can be reached
 * and who is nearest is known for now only, also when another time is asked for.
 */
export function makeDryRun(options: DryRunOptions): (request: DryRunRequest) => DryRun {
  return (request) => {
    const { schoolId, zoneId, kind, alarmKind, confidence, at, answers } = request;
    if (!options.isZoneOf(zoneId, schoolId)) throw new Refusal('subject.unknown');
    const { key, plan } = planOf(request, options);
    const dutyAt = (now: number) => options.dutyOf({ zoneId, schoolId }, now);
    const detection = { schoolId, zoneId, kind, alarmKind, confidence };
    const lines = dryRun({ plan, detection, at, dutyAt, answers });
    const { unreachable } = dutyAt(at);
    const view = (personId: string, post: DryRunLine['people'][number]['post']) => ({
      personId,
      name: options.personName(personId),
      post,
      reachable: unreachable?.has(personId) !== true,
    });
    return {
      plan: { key, name: plan.name, version: plan.version },
      lines: lines.map(({ afterSec, fact }) => ({ afterSec, ...lineOf(fact, plan, view) })),
    };
  };
}

function planOf(request: DryRunRequest, { book, planSubject }: DryRunOptions) {
  const { schoolId, draft, at } = request;
  const entries = book.entriesOf(schoolId);
  if (!draft) {
    const chosen = choosePlan(entries, planSubject(request, at));
    if (!chosen) throw new Refusal('subject.unknown');
    return chosen;
  }
  const { planKey: key, when, plan } = draft;
  const own = entries.filter((e) => e.schoolId === schoolId);
  const checked = checkPlan({ key, when, plan }, own, 1);
  if (!checked.ok) throw new Refusal(checked.code, checked.detail);
  return { key, plan: checked.plan };
}

type View = (
  personId: string,
  post: DryRunLine['people'][number]['post'],
) => DryRunLine['people'][number];

function lineOf(fact: Fact, plan: Plan, view: View): Omit<DryRunLine, 'afterSec'> {
  const none = { tier: null, tierName: null, round: 0, why: null, people: [] };
  switch (fact.type) {
    case 'dispatch.called': {
      const { tier, round, why } = fact;
      const people = fact.people.map((p) => view(p.personId, p.post));
      return { type: 'called', tier, tierName: plan.tiers[tier]?.name ?? null, round, why, people };
    }
    case 'dispatch.tierSkipped': {
      const { tier, why } = fact;
      const tierName = plan.tiers[tier]?.name ?? null;
      return { ...none, type: 'tierSkipped', tier, tierName, why };
    }
    case 'alarm.accepted':
      return { ...none, type: 'accepted', people: [view(fact.personId, 'volunteer')] };
    case 'alarm.declined':
      return { ...none, type: 'declined', people: [view(fact.personId, 'volunteer')] };
    default:
      return { ...none, type: 'nobodyFound' };
  }
}
