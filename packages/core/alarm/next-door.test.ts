import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import { detectionKinds } from '@anyuan/contracts/detection.ts';
import fc from 'fast-check';
import type { Alarm } from './alarm.ts';
import type { ReceivedDetection } from './raise.ts';
import { takeDetections } from './take-detections.ts';

const floor = ['z1', 'z2', 'z3'];
const neighboursOf = (zoneId: string) => ({
  zoneIds: floor.includes(zoneId) ? floor.filter((z) => z !== zoneId) : [],
  withinMs: 3_000,
});
let made = 0;
const take = (detections: readonly ReceivedDetection[], open: readonly Alarm[], now: number) =>
  takeDetections({
    ...{ detections, open, now, neighboursOf },
    newAlarmId: () => `a${made++}`,
    planOf: () => defaultPlan,
    dutyOf: () => ({ buildingId: null, onDuty: [] }),
  });
const heard = (over: Partial<ReceivedDetection>): ReceivedDetection => ({
  id: `d${made++}`,
  kind: 'scream',
  alarmKind: 'actual',
  confidence: 2,
  reasons: [],
  beganAt: 1_000,
  decidedAt: 1_900,
  terminalId: 't',
  schoolId: 's',
  zoneId: 'z1',
  levelDbfs: -30,
  ...over,
});

test('neighbours that hear the same event make one alarm, at the place of the loudest', () => {
  const three = [
    heard({ zoneId: 'z1', levelDbfs: -40 }),
    heard({ zoneId: 'z2', levelDbfs: -12, beganAt: 1_400 }),
    heard({ zoneId: 'z3', levelDbfs: -35, beganAt: 2_000 }),
  ];
  const { raised } = take(three, [], 2_000);
  assert.deepEqual(
    raised.map((a) => [a.zoneId, a.detectionIds.length]),
    [['z2', 3]],
  );
  const late = take([heard({ zoneId: 'z3', beganAt: 1_500 })], raised, 4_000);
  assert.deepEqual([late.raised.length, late.merged[0]?.detectionIds.length], [0, 4]);
});

test('another event, another floor, another kind of alarm and every hand are alarms of their own', () => {
  const { raised } = take([heard({})], [], 2_000);
  const own = (over: Partial<ReceivedDetection>) =>
    take([heard({ zoneId: 'z2', ...over })], raised, 5_000).raised.length;
  assert.equal(own({}), 0);
  assert.equal(own({ beganAt: 4_001 }), 1);
  assert.equal(own({ zoneId: 'z9' }), 1);
  assert.equal(own({ alarmKind: 'test' }), 1);
  assert.equal(own({ kind: 'button' }), 1);
  assert.equal(own({ kind: 'person' }), 1);
  assert.equal(own({ schoolId: 's2' }), 1);
  const pressed = take([heard({ kind: 'button' })], [], 2_000).raised;
  assert.equal(take([heard({ zoneId: 'z2' })], pressed, 2_100).raised.length, 1);
});

const any: fc.Arbitrary<ReceivedDetection> = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom(...detectionKinds),
  alarmKind: fc.constantFrom('actual' as const, 'test' as const),
  confidence: fc.integer({ min: 0, max: 4 }),
  reasons: fc.constant([]),
  beganAt: fc.integer({ min: 0, max: 60_000 }),
  decidedAt: fc.constant(0),
  terminalId: fc.constant('t'),
  schoolId: fc.constantFrom('s1', 's2'),
  zoneId: fc.constantFrom(...floor, 'z9'),
  levelDbfs: fc.option(fc.double({ min: -90, max: 0, noNaN: true }), { nil: null }),
});

test('with neighbours too: exactly one alarm per detection, none dropped, every hand at its own place', () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (all, size) => {
      let open: Alarm[] = [];
      for (let i = 0; i < all.length; i += size) {
        const batch = all.slice(i, i + size);
        const taken = take([...batch, ...batch.slice(0, 2)], open, i * 700);
        const merged = new Map(taken.merged.map((a) => [a.id, a]));
        open = [...open.map((a) => merged.get(a.id) ?? a), ...taken.raised];
        for (const d of batch) {
          const alarm = open.find((a) => a.id === taken.alarmOf.get(d.id));
          assert.ok(alarm !== undefined);
          assert.ok(alarm.detectionIds.includes(d.id));
          if (d.kind === 'button' || d.kind === 'person') assert.equal(alarm.zoneId, d.zoneId);
          assert.equal(alarm.alarmKind, d.alarmKind);
        }
      }
      const held = open.flatMap((a) => a.detectionIds);
      assert.deepEqual(held.toSorted(), [...new Set(all.map((d) => d.id))].toSorted());
    }),
    { numRuns: 1_000 },
  );
});
