import type { CallReason, Fact } from '@anyuan/contracts/facts.ts';
import type { Alarm, Called } from '../alarm/alarm.ts';
import { type Duty, type OnDuty, peopleOf } from './duty.ts';
import { lastTier, missingOf, postsOf } from './needed.ts';

export type { Duty } from './duty.ts';

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

/**
 * Calls the first tier from `fromTier` on in which somebody is on duty, can be reached and has not
 * declined; when that are fewer than must still come, the next one as well. Tiers that are empty or
 * out of reach are passed at once, each with a fact. With nobody left in any later tier, the last
 * tier (then everybody) is called again, and when nobody can be told that itself is a fact. Always
 * returns a next due time: from here silence cannot come.
 */
export function callFrom(input: CallInput): CallResult {
  const { alarm, duty } = input;
  const { plan } = alarm;
  const out = notAsked(input);
  const facts: Fact[] = [];
  let reached: CallResult | null = null;
  let offered = 0;
  let why = input.why;
  for (let tier = input.fromTier; tier <= lastTier(plan); tier++) {
    const found = peopleOf(postsOf(plan, tier), duty).filter((d) => !out.has(d.personId));
    if (!found.some((d) => isReachable(d, duty))) {
      const skipped = found.length === 0 ? 'empty' : 'unreachable';
      facts.push({ type: 'dispatch.tierSkipped', alarmId: alarm.id, tier, why: skipped });
      if (why !== 'arrivalOverdue' && why !== 'tooFew') why = 'skipped';
      continue;
    }
    const people = reached?.people ?? alarm.people;
    reached = called(input, { people, tier, round: alarm.round, found, facts, why });
    offered += found.length;
    if (offered >= stillMissing(alarm, tier)) return reached;
    if (why !== 'arrivalOverdue') why = 'tooFew';
  }
  return reached ?? callAgain(input, out, facts);
}

/** Late arrival: one more has to come. Otherwise those who are missing at that tier. */
function stillMissing(alarm: CallInput['alarm'], tier: number): number {
  return Math.max(1, missingOf({ ...alarm, tier }));
}

const isReachable = ({ personId }: OnDuty, duty: Duty): boolean =>
  duty.unreachable?.has(personId) !== true;

/** Who declined, who is there, and, while others are missing, who is on the way. */
function notAsked({ alarm, why }: CallInput): Set<string> {
  const isLate = why === 'arrivalOverdue';
  const out = alarm.people.filter(
    (p) => p.state === 'declined' || p.state === 'arrived' || (p.state === 'accepted' && !isLate),
  );
  return new Set(out.map((p) => p.personId));
}

/** The last tier once more; without anybody there, everybody on duty, even who declined before. */
function callAgain(input: CallInput, out: ReadonlySet<string>, facts: Fact[]): CallResult {
  const { alarm, duty, now } = input;
  const { plan } = alarm;
  const tier = lastTier(plan);
  const round = alarm.round + 1;
  const declined = alarm.people.filter((p) => p.state === 'declined').map((p) => p.personId);
  const asked = (d: OnDuty) => !out.has(d.personId) || declined.includes(d.personId);
  const last = peopleOf(postsOf(plan, tier), duty).filter((d) => !out.has(d.personId));
  const everyPost = plan.tiers.flatMap((_tier, i) => postsOf(plan, i));
  const everybody = peopleOf([...new Set(everyPost)], duty).filter(asked);
  const choices = [last, everybody];
  const found =
    choices.find((c) => c.some((d) => isReachable(d, duty))) ??
    choices.find((c) => c.length > 0) ??
    [];
  const why = input.why === 'arrivalOverdue' ? 'arrivalOverdue' : 'repeated';
  const again =
    found.length > 0
      ? called(input, { people: alarm.people, tier, round, found, facts, why })
      : { tier, round, dueAt: now + plan.repeatSec * 1000, people: alarm.people, facts };
  if (!found.some((d) => isReachable(d, duty))) {
    facts.push({ type: 'dispatch.nobodyFound', alarmId: alarm.id });
  }
  return again;
}

interface CallChoice {
  people: Called[];
  tier: number;
  round: number;
  found: readonly OnDuty[];
  facts: Fact[];
  why: CallReason;
}

function called({ alarm, now }: CallInput, choice: CallChoice): CallResult {
  const { plan } = alarm;
  const { tier, round, found, facts, why } = choice;
  const known = new Set(choice.people.map((p) => p.personId));
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
    people: [...choice.people, ...added.map((d) => newlyCalled(d, tier, now))],
    facts,
  };
}

function newlyCalled({ personId, post }: OnDuty, tier: number, now: number): Called {
  return {
    personId,
    post,
    tier,
    state: 'called',
    calledAt: now,
    answeredAt: null,
    arrivedAt: null,
  };
}
