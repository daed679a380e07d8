import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmStates, defaultPlan, type Post, posts } from '@anyuan/contracts/alarm.ts';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import fc from 'fast-check';
import type { Duty } from '../dispatch/call.ts';
import { stepAlarm } from '../dispatch/step.ts';
import { type Response, respond, ring } from '../response/respond.ts';
import type { Alarm } from './alarm.ts';
import { type ReceivedDetection, raiseAlarm } from './raise.ts';
import { takeDetections } from './take-detections.ts';

const personIds = ['p1', 'p2', 'p3', 'p4', 'p5'];

const duty: fc.Arbitrary<Duty> = fc.record({
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

const detection: fc.Arbitrary<ReceivedDetection> = fc.record({
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
const response: fc.Arbitrary<Response> = fc.oneof(
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

type Move = { waitMs: number; duty: Duty; response: Response | 'step' | 'ring' };
const move: fc.Arbitrary<Move> = fc.record({
  waitMs: fc.integer({ min: 0, max: 90_000 }),
  duty,
  response: fc.oneof(response, fc.constant('step' as const), fc.constant('ring' as const)),
});

function play(first: ReceivedDetection, firstDuty: Duty, moves: Move[]): Alarm[] {
  let now = 2_000_000;
  const seen = [
    raiseAlarm({ alarmId: 'a', detection: first, plan: defaultPlan, duty: firstDuty, now }).alarm,
  ];
  for (const m of moves) {
    now += m.waitMs;
    const alarm = seen.at(-1) as Alarm;
    const decision =
      m.response === 'step'
        ? stepAlarm(alarm, m.duty, now)
        : m.response === 'ring'
          ? ring(alarm, null, now)
          : respond(alarm, m.response, m.duty, now);
    if (decision.ok) seen.push(decision.alarm);
  }
  return seen;
}

test('no silence: only a closed alarm has no next step', () => {
  fc.assert(
    fc.property(detection, duty, fc.array(move, { maxLength: 40 }), (d, du, moves) => {
      for (const a of play(d, du, moves)) assert.equal(a.dueAt === null, a.state === 'closed');
    }),
    { numRuns: 2000 },
  );
});

test('no backward state, versions grow, stamps stay', () => {
  fc.assert(
    fc.property(detection, duty, fc.array(move, { maxLength: 40 }), (d, du, moves) => {
      const seen = play(d, du, moves);
      for (let i = 1; i < seen.length; i++) {
        const [was, is] = [seen[i - 1] as Alarm, seen[i] as Alarm];
        assert.ok(alarmStates.indexOf(is.state) >= alarmStates.indexOf(was.state));
        assert.ok(is === was || is.version > was.version);
        assert.deepEqual(is.plan, defaultPlan);
        for (const [name, at] of Object.entries(was.times)) {
          if (at !== null) assert.equal(is.times[name as 't0'], at);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('closed only by a named person with a reason', () => {
  fc.assert(
    fc.property(detection, duty, fc.array(move, { maxLength: 40 }), (d, du, moves) => {
      const last = play(d, du, moves).at(-1) as Alarm;
      if (last.state === 'closed') assert.ok(last.closedBy && last.closeReason && last.times.t7);
    }),
    { numRuns: 1000 },
  );
});

test('time alone never closes an alarm and calls somebody again and again', () => {
  fc.assert(
    fc.property(detection, duty, (d, du) => {
      let { alarm } = raiseAlarm({
        alarmId: 'a',
        detection: d,
        plan: defaultPlan,
        duty: du,
        now: 0,
      });
      for (let i = 0; i < 20; i++) {
        const decision = stepAlarm(alarm, du, alarm.dueAt as number);
        assert.ok(decision.ok && decision.facts.length > 0);
        assert.ok((decision.alarm.dueAt as number) > (alarm.dueAt as number));
        alarm = decision.alarm;
      }
      assert.equal(alarm.state, 'calling');
    }),
  );
});

test('an empty tier is passed at once, with a fact', () => {
  const onlyStation: Duty = {
    buildingId: null,
    onDuty: [{ personId: 'p9', post: 'stationCommand', buildingId: null }],
  };
  const d = fc.sample(detection, 1)[0] as ReceivedDetection;
  const { alarm, facts } = raiseAlarm({
    alarmId: 'a',
    detection: d,
    plan: defaultPlan,
    duty: onlyStation,
    now: 5,
  });
  assert.deepEqual(
    facts.filter((f) => f.type === 'dispatch.tierSkipped').map((f) => f.tier),
    [0, 1],
  );
  assert.deepEqual([alarm.tier, alarm.people.map((p) => p.personId)], [2, ['p9']]);
});

test('exactly one alarm per detection, whatever is repeated, and none dropped', () => {
  fc.assert(
    fc.property(
      fc.array(detection, { maxLength: 60 }),
      duty,
      fc.infiniteStream(fc.nat(50_000)),
      (ds, du, gaps) => {
        let now = 0;
        let made = 0;
        let open: Alarm[] = [];
        for (let i = 0; i < ds.length; i += 7) {
          now += gaps.next().value ?? 0;
          const batch = ds.slice(i, i + 7);
          const taken = takeDetections({
            detections: [...batch, ...batch.slice(0, 2)],
            open,
            now,
            newAlarmId: () => `a${made++}`,
            planOf: () => defaultPlan,
            dutyOf: () => du,
          });
          for (const d of batch) assert.ok(taken.alarmOf.has(d.id));
          const changedIds = new Set(taken.merged.map((a) => a.id));
          open = [...open.filter((a) => !changedIds.has(a.id)), ...taken.merged, ...taken.raised];
        }
        const held = open.flatMap((a) => a.detectionIds);
        assert.deepEqual([...held].sort(), [...new Set(ds.map((d) => d.id))].sort());
      },
    ),
  );
});

test('a button after a sound raises the confidence to 4 and marks the alarm', () => {
  const [d] = fc.sample(detection, 1) as [ReceivedDetection];
  const sound: ReceivedDetection = { ...d, kind: 'scream', confidence: 2 };
  const press: ReceivedDetection = { ...sound, id: 'press', kind: 'button' };
  const taken = takeDetections({
    detections: [sound, press],
    open: [],
    now: 10,
    newAlarmId: () => 'a',
    planOf: () => defaultPlan,
    dutyOf: () => ({ buildingId: null, onDuty: [] }),
  });
  const [alarm] = taken.raised;
  assert.equal(taken.raised.length, 1);
  assert.deepEqual([alarm?.confidence, alarm?.hasButton, alarm?.kind], [4, true, 'button']);
});
