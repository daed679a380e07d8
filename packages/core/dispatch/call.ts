import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { CallReason, Fact } from '@anyuan/contracts/facts.ts';
import type { Alarm, Called } from '../alarm/alarm.ts';
import { type OnDuty, peopleOf } from './duty.ts';

/** Who is on duty for this alarm, and where it is. */
export interface Duty {
  onDuty: readonly OnDuty[];
  buildingId: string | null;
}

/** The part of an alarm that calling changes. */
export interface CallResult {
  tier: number;
  round: number;
  dueAt: number;
  people: Called[];
  facts: Fact[];
}

export interface CallInput {
  alarm: Pick<Alarm, 'id' | 'plan' | 'people' | 'round' | 'tier'>;
  duty: Duty;
  now: number;
  /** First tier to try; past the last one means: the last one again. */
  fromTier: number;
  why: CallReason;
}

const lastTier = (plan: Plan): number => plan.tiers.length - 1;

/**
 * Calls the first tier from `fromTier` on in which somebody is on duty who has not declined. Empty
 * tiers are passed at once, each with a fact. With nobody left in any later tier, the last tier
 * (then everybody) is called again, and when the place is empty that itself is a fact. Always
 * returns a next due time: from here silence cannot come.
 */
export function callFrom(input: CallInput): CallResult {
  const { alarm, duty, now } = input;
  const { plan } = alarm;
  const facts: Fact[] = [];
  const declined = new Set(
    alarm.people.filter((p) => p.state === 'declined').map((p) => p.personId),
  );
  for (let tier = input.fromTier; tier <= lastTier(plan); tier++) {
    const posts = plan.tiers[tier]?.posts ?? [];
    const found = peopleOf(posts, duty.onDuty, duty.buildingId).filter(
      (d) => !declined.has(d.personId),
    );
    if (found.length > 0) {
      const skipped = tier > input.fromTier && input.why !== 'arrivalOverdue';
      return called(input, {
        tier,
        round: alarm.round,
        found,
        facts,
        why: skipped ? 'skipped' : input.why,
      });
    }
    facts.push({ type: 'dispatch.tierSkipped', alarmId: alarm.id, tier, why: 'empty' });
  }
  return callAgain(input, declined, facts, now);
}

/** The last tier once more; without anybody there, everybody on duty, even who declined before. */
function callAgain(
  input: CallInput,
  declined: ReadonlySet<string>,
  facts: Fact[],
  now: number,
): CallResult {
  const { alarm, duty } = input;
  const { plan } = alarm;
  const tier = lastTier(plan);
  const round = alarm.round + 1;
  const everyPost = plan.tiers.flatMap((t) => t.posts);
  const last = peopleOf(plan.tiers[tier]?.posts ?? [], duty.onDuty, duty.buildingId);
  const willing = last.filter((d) => !declined.has(d.personId));
  const everybody = peopleOf(everyPost, duty.onDuty, duty.buildingId);
  const found = willing.length > 0 ? willing : everybody;
  if (found.length > 0) {
    const why = input.why === 'arrivalOverdue' ? 'arrivalOverdue' : 'repeated';
    return called(input, { tier, round, found, facts, why });
  }
  facts.push({ type: 'dispatch.nobodyFound', alarmId: alarm.id });
  return { tier, round, dueAt: now + plan.repeatSec * 1000, people: alarm.people, facts };
}

interface CallChoice {
  tier: number;
  round: number;
  found: readonly OnDuty[];
  facts: Fact[];
  why: CallReason;
}

function called(input: CallInput, choice: CallChoice): CallResult {
  const { alarm, now } = input;
  const { plan } = alarm;
  const { tier, round, found, facts, why } = choice;
  const known = new Set(alarm.people.map((p) => p.personId));
  const added = found.filter((d) => !known.has(d.personId));
  const waitSec = round > 0 && tier === lastTier(plan) ? plan.repeatSec : plan.tiers[tier]?.waitSec;
  facts.push({
    type: 'dispatch.called',
    alarmId: alarm.id,
    tier,
    round,
    people: found.map(({ personId, post }) => ({ personId, post })),
    why,
  });
  return {
    tier,
    round,
    dueAt: now + (waitSec ?? plan.repeatSec) * 1000,
    people: [
      ...alarm.people,
      ...added.map(
        ({ personId, post }): Called => ({
          personId,
          post,
          tier,
          state: 'called',
          calledAt: now,
          answeredAt: null,
          arrivedAt: null,
        }),
      ),
    ],
    facts,
  };
}
