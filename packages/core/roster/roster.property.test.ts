import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DutyChange } from '@anyuan/contracts/roster.ts';
import fc from 'fast-check';
import { coverageGaps } from './coverage.ts';
import { addDays, instantOf, localDay, localMinute } from './local-time.ts';
import { occupancy, occurrencesOf } from './occupancy.ts';
import { leave, rulesOf, shift } from './roster.builders.ts';
import { joined, overlap } from './spans.ts';

const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'UTC'];
const day = fc.integer({ min: 0, max: 730 }).map((n) => addDays('2026-01-01', n));
const minute = fc.integer({ min: 0, max: 1439 });
const person = fc.constantFrom('a', 'b', 'c', 'd');
const anyShift = fc
  .record({
    rule: fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=DAILY;INTERVAL=2',
      'FREQ=WEEKLY;BYDAY=MO,WE,FR',
      'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU',
      'FREQ=MONTHLY;BYDAY=1MO',
    ),
    startsOn: day,
    fromMinute: minute,
    toMinute: fc.integer({ min: 0, max: 1440 }),
    rotation: fc.array(fc.uniqueArray(person, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    }),
    rotationStep: fc.constantFrom('occurrence' as const, 'day' as const, 'week' as const),
  })
  .map((fields) => shift(fields));
const hour = 3_600_000;
const base = Date.UTC(2026, 2, 20);
const anyLeave = fc
  .record({
    personId: person,
    from: fc.integer({ min: 0, max: 24 * 20 }),
    long: fc.integer({ min: 1, max: 100 }),
    substituteId: fc.option(person),
  })
  .map((l) =>
    leave({
      personId: l.personId,
      fromAt: base + l.from * hour,
      toAt: base + (l.from + l.long) * hour,
      substituteId: l.substituteId,
    }),
  );
const anyChange = fc
  .record({
    day: fc.integer({ min: 0, max: 20 }).map((n) => addDays('2026-03-20', n)),
    kind: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const, 'swap' as const),
    outId: person,
    inId: person,
  })
  .map((c): DutyChange => ({ ...c, id: 'c', shiftId: 's1' }));

test('property: duties and vacancies of an occurrence are exactly the occurrence; nobody twice', () => {
  const world = fc.record({
    timeZone: fc.constantFrom(...zones),
    shift: anyShift,
    leaves: fc.array(anyLeave, { maxLength: 6 }),
    changes: fc.array(anyChange, { maxLength: 6 }),
    gone: fc.subarray(['a', 'b', 'c', 'd'], { maxLength: 2 }),
  });
  fc.assert(
    fc.property(world, ({ timeZone, shift: s, leaves, changes, gone }) => {
      const inactive = new Set(gone);
      const rules = rulesOf({ timeZone, shifts: [s], leaves, changes, inactive });
      const until = base + 20 * 24 * hour;
      const { duties, vacancies } = occupancy(rules, base, until);
      const occurrences = occurrencesOf(rules, base, until);
      for (const o of occurrences) {
        const mine = duties.filter((d) => d.day === o.day);
        const empty = vacancies.filter((v) => v.day === o.day);
        assert.deepEqual(joined([...mine, ...empty]), joined([o]));
        for (const v of empty) for (const d of mine) assert.deepEqual(overlap(v, d), []);
        for (const [i, one] of mine.entries()) {
          for (const other of mine.slice(i + 1)) {
            if (one.personId === other.personId) assert.deepEqual(overlap(one, other), []);
          }
          const away = leaves.filter((l) => l.personId === one.personId);
          for (const l of away) {
            assert.deepEqual(overlap({ startAt: l.fromAt, endAt: l.toAt }, one), []);
          }
          assert.ok(!inactive.has(one.personId));
        }
      }
      // Occurrences of one rule never meet: no instant is covered twice by it.
      const sorted = [...occurrences].sort((x, y) => x.startAt - y.startAt);
      for (const [i, o] of sorted.entries()) {
        assert.ok(o.endAt >= o.startAt);
        assert.ok((sorted[i + 1]?.startAt ?? Number.POSITIVE_INFINITY) >= o.endAt);
      }
    }),
    { numRuns: 600 },
  );
});

test('property: the wall clock there and back, and later on the wall is never earlier in time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), day, minute, minute, (zone, d, one, two) => {
      const [first, second] = [Math.min(one, two), Math.max(one, two)];
      const from = instantOf(d, first, zone);
      assert.ok(from <= instantOf(d, second, zone));
      assert.equal(instantOf(d, 1440, zone), instantOf(addDays(d, 1), 0, zone));
      const back = instantOf(localDay(from, zone), localMinute(from, zone), zone);
      assert.equal(back, from);
    }),
    { numRuns: 1000 },
  );
});

test('property: a month of gaps and duties leaves nothing of a required post out', () => {
  const required = [
    { post: 'guard' as const, fromMinute: 360, toMinute: 1320, on: ['schoolDay' as const] },
  ];
  fc.assert(
    fc.property(anyShift, fc.array(anyLeave, { maxLength: 4 }), (s, leaves) => {
      const rules = rulesOf({ shifts: [s], leaves });
      const until = base + 10 * 24 * hour;
      const gaps = coverageGaps({ rules, required, fromMs: base, toMs: until });
      const { duties } = occupancy(rules, base, until);
      for (let t = base; t < until; t += hour / 2) {
        const local = localMinute(t, rules.timeZone);
        const weekday = new Date(t + 8 * hour).getUTCDay();
        const isNeeded = local >= 360 && local < 1320 && weekday >= 1 && weekday <= 5;
        const isFilled = duties.some((d) => d.startAt <= t && t < d.endAt);
        const isGap = gaps.some((g) => g.startAt <= t && t < g.endAt);
        assert.equal(isGap, isNeeded && !isFilled);
      }
    }),
    { numRuns: 60 },
  );
});
