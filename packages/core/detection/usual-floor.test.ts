import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeLevelBranch } from './level.ts';
import { makeUsualFloor, type UsualDays, usualSlotOf, usualSlots } from './usual-floor.ts';

const zone = 'Asia/Shanghai';
const minuteMs = 60_000;

/** A place whose clock a test moves. */
function placeAt(startIso: string, kept: UsualDays | null = null) {
  let now = Date.parse(startIso);
  let last: UsualDays | null = null;
  const usual = makeUsualFloor({
    kept,
    now: () => now,
    timeZone: () => zone,
    learned: (days) => {
      last = structuredClone(days);
    },
  });
  return {
    usual,
    learned: () => last,
    /** So many minutes at a level. */
    pass(minutes: number, levelDbfs: number) {
      for (let i = 0; i < minutes; i += 1, now += minuteMs) usual.hear(levelDbfs, 60);
    },
    goTo(iso: string) {
      now = Date.parse(iso);
      usual.hear(-60, 0);
    },
  };
}

/** 10:00 to 10:15 of a day of November 2026: ten minutes of break, five of lesson. */
function breakOn(place: ReturnType<typeof placeAt>, day: number, levelDbfs = -30) {
  place.goTo(`2026-11-${String(day).padStart(2, '0')}T10:00:00+08:00`);
  place.pass(10, levelDbfs);
  place.pass(5, -55);
}

test('quarters of an hour by the wall clock of the place, weekends apart', () => {
  assert.equal(usualSlotOf(Date.parse('2026-11-20T00:00:00+08:00'), zone), 0);
  assert.equal(usualSlotOf(Date.parse('2026-11-20T10:14:59+08:00'), zone), 40);
  assert.equal(usualSlotOf(Date.parse('2026-11-20T23:59:00+08:00'), zone), 95);
  assert.equal(usualSlotOf(Date.parse('2026-11-21T10:15:00+08:00'), zone), 96 + 41);
});

test('the break of every day lifts the floor from the fourth day on, at its hour, on working days', () => {
  const place = placeAt('2026-11-09T09:45:00+08:00');
  for (const day of [9, 10]) breakOn(place, day);
  place.goTo('2026-11-11T10:00:00+08:00');
  assert.equal(place.usual.lift(-40), -40, 'two days are chance');
  breakOn(place, 11);
  place.goTo('2026-11-12T10:00:00+08:00');
  assert.equal(place.usual.lift(-40), -30);
  assert.equal(place.usual.lift(-20), -20, 'never below what the place is now');
  assert.equal(place.usual.lift(-60), -45, 'a missing break costs at most 15 dB');
  place.goTo('2026-11-12T10:30:00+08:00');
  assert.equal(place.usual.lift(-60), -60);
  place.goTo('2026-11-14T10:00:00+08:00');
  assert.equal(place.usual.lift(-60), -60, 'a Saturday');
});

test('one odd day is outvoted, and what was learned is there after a restart', () => {
  const place = placeAt('2026-11-09T09:45:00+08:00');
  for (const day of [9, 10, 11, 12]) breakOn(place, day, -40);
  breakOn(place, 13, -10);
  place.goTo('2026-11-16T10:00:00+08:00');
  assert.equal(place.usual.lift(-50), -40);
  const again = placeAt('2026-11-16T10:00:00+08:00', place.learned());
  assert.equal(again.usual.lift(-50), -40);
});

test('half a slot teaches nothing', () => {
  const place = placeAt('2026-11-09T09:45:00+08:00');
  for (const day of [9, 10, 11]) {
    place.goTo(`2026-11-${String(day).padStart(2, '0')}T10:06:00+08:00`);
    place.pass(9, -30);
  }
  place.goTo('2026-11-12T10:00:00+08:00');
  assert.equal(place.usual.lift(-40), -40);
  assert.equal(place.learned(), null);
});

test('the floor is never lowered and never lifted by more than 15 dB', () => {
  const level = fc.double({ min: -200, max: 20, noNaN: true });
  const anyDays = fc.array(fc.array(level, { maxLength: 5 }), {
    minLength: usualSlots,
    maxLength: usualSlots,
  });
  const check = (kept: number[][], floorDbfs: number, now: number) => {
    const { usual } = placeAt(new Date(now).toISOString(), kept);
    const lifted = usual.lift(floorDbfs);
    assert.ok(lifted >= floorDbfs && lifted <= floorDbfs + 15);
  };
  fc.assert(fc.property(anyDays, level, fc.nat({ max: 2 ** 31 }), check), { numRuns: 50 });
});

test('a break that is usual here is no event; the same at another hour is', async () => {
  const kept = Array.from({ length: usualSlots }, (_, i) => (i === 40 ? [-25, -25, -25] : []));
  const scoreAt = async (iso: string) => {
    const { usual } = placeAt(iso, kept);
    const branch = makeLevelBranch({ overFloorDb: () => 35, ownSound: () => false, usual });
    const quiet = new Float32Array(1_600);
    const loud = Float32Array.from({ length: 1_600 }, (_, i) => 0.08 * Math.sin(i / 5));
    let i = 0;
    const look = async (pcm: Float32Array) => {
      const [seen] = await branch.look({ pcm, fromSample: i * 1_600, toSample: (i + 1) * 1_600 });
      i += 1;
      return seen?.score ?? 0;
    };
    for (let n = 0; n < 100; n += 1) await look(quiet);
    return look(loud);
  };
  assert.ok((await scoreAt('2026-11-20T10:05:00+08:00')) < 0.42, 'not even the lower edge');
  assert.ok((await scoreAt('2026-11-20T10:20:00+08:00')) >= 0.5);
});
