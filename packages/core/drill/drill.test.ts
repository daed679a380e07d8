import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetectionKind } from '@anyuan/contracts/detection.ts';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import fc from 'fast-check';
import { localDay, localMinute, weekdayOf } from '../roster/local-time.ts';
import { isTestPress, pointState } from './point-test.ts';
import { resultOf } from './results.ts';
import { nextHolding } from './schedule.ts';

const shanghai = 'Asia/Shanghai';
const at = (text: string) => Date.parse(`${text}+08:00`);

test('weekly and monthly drills fall on the school clock', () => {
  const monday = { every: 'week', day: 1, minute: 9 * 60 + 30 } as const;
  assert.equal(nextHolding(monday, at('2026-09-16T10:00:00'), shanghai), at('2026-09-21T09:30:00'));
  assert.equal(nextHolding(monday, at('2026-09-21T09:29:59'), shanghai), at('2026-09-21T09:30:00'));
  assert.equal(nextHolding(monday, at('2026-09-21T09:30:00'), shanghai), at('2026-09-28T09:30:00'));
  const monthly = { every: 'month', day: 5, minute: 0 } as const;
  assert.equal(
    nextHolding(monthly, at('2026-09-30T23:59:00'), shanghai),
    at('2026-10-05T00:00:00'),
  );
  const once = { every: 'once', atMs: 100 } as const;
  assert.deepEqual(
    [nextHolding(once, 99, shanghai), nextHolding(once, 100, shanghai)],
    [100, null],
  );
});

test('whatever the zone and the day, the next holding is later, on that day and minute', () => {
  const zones = fc.constantFrom(shanghai, 'Europe/Berlin', 'America/New_York');
  const from = at('2026-01-01T00:00:00');
  fc.assert(
    fc.property(
      zones,
      fc.integer({ min: from, max: from + 400 * 86_400_000 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 4 * 60, max: 23 * 60 }),
      (zone, after, day, minute) => {
        const next = nextHolding({ every: 'week', day, minute }, after, zone);
        assert.ok(next !== null && next > after && next - after <= 8 * 86_400_000);
        assert.deepEqual([weekdayOf(localDay(next, zone)), localMinute(next, zone)], [day, minute]);
      },
    ),
  );
});

test('one press is the test and nothing else ever is', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          id: fc.constantFrom('a', 'b', 'c', 'd'),
          kind: fc.constantFrom<DetectionKind>(...detectionKinds),
          beganAt: fc.integer({ min: 0, max: 30 }),
        }),
        { maxLength: 12 },
      ),
      (presses) => {
        const window = { armedAt: 10, untilAt: 20, detectionId: null as string | null };
        const tests = new Set<string>();
        for (const press of presses) {
          if (!isTestPress(window, press)) continue;
          assert.equal(press.kind, 'button');
          if (window.detectionId === null) assert.ok(press.beganAt >= 10 && press.beganAt <= 20);
          window.detectionId = press.id;
          tests.add(press.id);
        }
        assert.ok(tests.size <= 1);
      },
    ),
  );
  assert.equal(isTestPress(undefined, { id: 'a', kind: 'button', beganAt: 12 }), false);
});

test('a point is done, due or overdue by the calendar of the school', () => {
  const state = (last: string | null) =>
    pointState({
      now: at('2026-09-01T00:10:00'),
      timeZone: shanghai,
      lastPassedAt: last === null ? null : at(last),
    });
  assert.equal(state('2026-09-01T00:00:00'), 'done');
  assert.equal(state('2026-08-31T23:59:59'), 'due');
  assert.equal(state('2026-07-31T23:59:59'), 'overdue');
  assert.equal(state(null), 'overdue');
});

test('results are timed from t0 and from the call, against what was expected', () => {
  const none = { t0: null, t1: null, t2: null, t3: null, t4: null, t5: null, t6: null, t7: null };
  const called = { tier: 0, calledAt: 1_000, answeredAt: null, arrivedAt: null } as const;
  const people = [
    {
      ...called,
      personId: 'g',
      post: 'guard',
      state: 'arrived',
      answeredAt: 9_000,
      arrivedAt: 61_000,
    },
    { ...called, personId: 't', post: 'floorTeacher', state: 'called' },
    { ...called, personId: 'd', post: 'schoolDoctor', state: 'declined', answeredAt: 2_000 },
  ] as const;
  const times = { ...none, t8: null, t0: 0, t4: 9_000, t5: 61_000 };
  const judged = ['guard', 'floorTeacher'];
  const result = resultOf({ times, people: [...people] }, { judged, answerWithinSec: 8 });
  assert.deepEqual([result.answeredSec, result.arrivedSec, result.withinMinute], [9, 61, false]);
  assert.deepEqual(
    result.people.map((p) => [p.judged, p.answeredSec, p.onTime]),
    [
      [true, 8, true],
      [true, null, false],
      [false, 1, true],
    ],
  );
});
