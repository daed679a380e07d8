import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmStates, defaultPlan } from '@anyuan/contracts/alarm.ts';
import {
  callablePosts,
  callsOf,
  detection,
  duty,
  plan,
  stories,
} from '@anyuan/testkit/alarm-stories.ts';
import fc from 'fast-check';
import type { Duty } from '../dispatch/call.ts';
import { peopleOf } from '../dispatch/duty.ts';
import { alwaysLast, lastTier, missingOf } from '../dispatch/needed.ts';
import { stepAlarm } from '../dispatch/step.ts';
import type { Alarm } from './alarm.ts';
import { type ReceivedDetection, raiseAlarm } from './raise.ts';
import { takeDetections } from './take-detections.ts';

test('no silence: only a closed alarm has no next step', () => {
  fc.assert(
    fc.property(stories, ({ moments }) => {
      for (const { alarm: a } of moments) assert.equal(a.dueAt === null, a.state === 'closed');
    }),
    { numRuns: 2000 },
  );
});

test('no backward state, versions grow, stamps stay', () => {
  fc.assert(
    fc.property(stories, ({ plan: stampedPlan, moments }) => {
      const seen = moments.map((m) => m.alarm);
      for (let i = 1; i < seen.length; i++) {
        const [was, is] = [seen[i - 1] as Alarm, seen[i] as Alarm];
        assert.ok(alarmStates.indexOf(is.state) >= alarmStates.indexOf(was.state));
        assert.ok(is === was || is.version > was.version);
        assert.equal(is.plan, stampedPlan);
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
    fc.property(stories, ({ moments }) => {
      const last = moments.at(-1)?.alarm as Alarm;
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

test('as long as somebody who must come is missing, each step calls, or says that nobody is there', () => {
  fc.assert(
    fc.property(stories, duty, ({ moments }, du) => {
      for (const { alarm } of moments) {
        if (alarm.state === 'handled' || alarm.state === 'closed') continue;
        if (missingOf(alarm) === 0) continue;
        const next = stepAlarm(alarm, du, alarm.dueAt as number);
        assert.ok(next.ok);
        const told = next.facts.some(
          (f) => f.type === 'dispatch.called' || f.type === 'dispatch.nobodyFound',
        );
        assert.ok(told, 'stopped calling before enough people accepted');
        assert.ok(
          next.alarm.dueAt !== null && next.alarm.dueAt <= longestCallMs + (alarm.dueAt ?? 0),
        );
      }
    }),
    { numRuns: 1000 },
  );
});
const longestCallMs = 60_000;

test('no tier is called twice in one round, nobody twice in one call, and rounds only grow', () => {
  fc.assert(
    fc.property(stories, ({ moments }) => {
      let last = -1;
      for (const call of moments.flatMap((m) => callsOf(m.facts))) {
        const order = call.round * 100 + call.tier;
        assert.ok(order > last, 'tier and round must grow');
        last = order;
        const ids = call.people.map((p) => p.personId);
        assert.equal(new Set(ids).size, ids.length);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a tier is skipped exactly when it is empty or nobody in it can be reached', () => {
  fc.assert(
    fc.property(stories, ({ moments }) => {
      for (const { facts, duty: du, alarm } of moments) {
        for (const fact of facts) {
          if (fact.type === 'dispatch.tierSkipped' && fact.why === 'unreachable') {
            const names = alarm.plan.tiers[fact.tier]?.posts ?? [];
            const found = peopleOf([...names, ...alwaysLast], du);
            assert.ok(found.some((d) => du.unreachable?.has(d.personId)));
          }
          if (fact.type !== 'dispatch.called' || fact.why === 'repeated') continue;
          const reached = fact.people.some((p) => !du.unreachable?.has(p.personId));
          assert.ok(reached || fact.why === 'arrivalOverdue', 'called only who cannot be reached');
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('the last tier calls the leader and the station, whatever the plan says, and repeats', () => {
  fc.assert(
    fc.property(detection, plan, (d, p) => {
      const everybody: Duty = {
        buildingId: null,
        onDuty: callablePosts.map((post) => ({ personId: post, post, buildingId: null })),
      };
      let { alarm } = raiseAlarm({ alarmId: 'a', detection: d, plan: p, duty: everybody, now: 0 });
      let repeats = 0;
      for (let i = 0; i < 12; i++) {
        const next = stepAlarm(alarm, everybody, alarm.dueAt as number);
        assert.ok(next.ok);
        for (const call of callsOf(next.facts)) {
          if (call.tier !== lastTier(p)) continue;
          repeats++;
          const posted = new Set(call.people.map((c) => c.post));
          assert.ok(alwaysLast.every((post) => posted.has(post)));
        }
        alarm = next.alarm;
      }
      assert.ok(repeats >= 8);
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
