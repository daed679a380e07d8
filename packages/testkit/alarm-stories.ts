import { type Plan, type Post, posts, tierNames } from '@anyuan/contracts/alarm.ts';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Alarm } from '@anyuan/core/alarm/alarm.ts';
import { type ReceivedDetection, raiseAlarm } from '@anyuan/core/alarm/raise.ts';
import type { Duty } from '@anyuan/core/dispatch/call.ts';
import { stepAlarm } from '@anyuan/core/dispatch/step.ts';
import { type Response, respond, ring } from '@anyuan/core/response/respond.ts';
import fc from 'fast-check';

export const personIds = ['p1', 'p2', 'p3', 'p4', 'p5'];

export const callablePosts = posts.filter((p) => p !== 'volunteer');

export const duty: fc.Arbitrary<Duty> = fc.record({
  unreachable: fc.subarray(personIds).map((ids) => new Set(ids)),
  distanceM: fc
    .dictionary(fc.constantFrom(...personIds), fc.nat(500))
    .map((d) => new Map(Object.entries(d))),
  buildingId: fc.constantFrom(null, 'b1', 'b2'),
  onDuty: fc.array(
    fc.record({
      personId: fc.constantFrom(...personIds),
      post: fc.constantFrom<Post>(...posts),
      buildingId: fc.constantFrom(null, 'b1', 'b2'),
    }),
    { maxLength: 8 },
  ),
});

/** Any plan: some tiers ask for several people, posts repeat, the last tier may name neither leader nor station. */
export const plan: fc.Arbitrary<Plan> = fc.record({
  name: fc.constant('任意'),
  version: fc.constant(1),
  tiers: fc.array(
    fc.record({
      name: fc.constantFrom(...tierNames),
      posts: fc.uniqueArray(fc.constantFrom<Post>(...callablePosts), { minLength: 1 }),
      waitSec: fc.integer({ min: 1, max: 60 }),
      needed: fc.constantFrom(undefined, 1, 2, 3),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  repeatSec: fc.integer({ min: 1, max: 60 }),
  arriveWithinSec: fc.integer({ min: 1, max: 90 }),
  closeWithinSec: fc.integer({ min: 10, max: 600 }),
  mergeWindowSec: fc.constant(120),
});

export const detection: fc.Arbitrary<ReceivedDetection> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom(...detectionKinds),
  alarmKind: fc.constantFrom('actual' as const, 'exercise' as const, 'test' as const),
  confidence: fc.integer({ min: 0, max: 4 }),
  reasons: fc.constant([]),
  beganAt: fc.integer({ min: 0, max: 1_000_000 }),
  decidedAt: fc.integer({ min: 0, max: 1_000_000 }),
  terminalId: fc.constantFrom('t1', 't2', null),
  schoolId: fc.constant('s1'),
  zoneId: fc.constantFrom('z1', 'z2', 'z3'),
});

const personId = fc.constantFrom(...personIds);
export const response: fc.Arbitrary<Response> = fc.oneof(
  fc.record({
    type: fc.constant('accept' as const),
    personId,
    post: fc.constant('guard' as const),
  }),
  fc.record({ type: fc.constant('decline' as const), personId }),
  fc.record({ type: fc.constant('arrive' as const), personId, method: fc.constant('qr' as const) }),
  fc.record({ type: fc.constant('handle' as const), personId }),
  fc.record({
    type: fc.constant('close' as const),
    personId: fc.constantFrom('', ...personIds),
    verdict: fc.constant('true' as const),
    reason: fc.constantFrom('', '  ', '已核实'),
  }),
);

export type Move = { waitMs: number; duty: Duty; response: Response | 'step' | 'ring' };
export const move: fc.Arbitrary<Move> = fc.record({
  waitMs: fc.integer({ min: 0, max: 90_000 }),
  duty,
  response: fc.oneof(response, fc.constant('step' as const), fc.constant('ring' as const)),
});

export interface Moment {
  alarm: Alarm;
  facts: Fact[];
  move: Move | null;
  duty: Duty;
  now: number;
}

/** Every state that the alarm was in, with what happened on the way. */
function story(first: ReceivedDetection, p: Plan, firstDuty: Duty, moves: Move[]): Moment[] {
  let now = 2_000_000;
  const raised = raiseAlarm({ alarmId: 'a', detection: first, plan: p, duty: firstDuty, now });
  const seen: Moment[] = [{ ...raised, move: null, duty: firstDuty, now }];
  for (const m of moves) {
    now += m.waitMs;
    const { alarm } = seen.at(-1) as Moment;
    const decision =
      m.response === 'step'
        ? stepAlarm(alarm, m.duty, now)
        : m.response === 'ring'
          ? ring(alarm, null, now)
          : respond(alarm, m.response, m.duty, now);
    if (decision.ok) {
      seen.push({ alarm: decision.alarm, facts: decision.facts, move: m, duty: m.duty, now });
    }
  }
  return seen;
}

export const stories = fc
  .tuple(detection, plan, duty, fc.array(move, { maxLength: 40 }))
  .map(([d, p, du, moves]) => ({ plan: p, moments: story(d, p, du, moves) }));
export const callsOf = (facts: readonly Fact[]) =>
  facts.filter((f) => f.type === 'dispatch.called');
