import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DutyRule, inWindow, localMinute, onDuty } from './duty.ts';

const rule = (change: Partial<DutyRule> = {}): DutyRule => ({
  personId: 'p',
  organisationId: 'o',
  post: 'guard',
  weekdays: [1, 2, 3, 4, 5],
  fromMinute: 8 * 60,
  toMinute: 18 * 60,
  buildingId: null,
  ...change,
});
const isOn = (r: DutyRule, iso: string, zone = 'Asia/Shanghai') =>
  onDuty([r], Date.parse(iso), zone).length === 1;

test('a day window holds from its first minute to the one before its end', () => {
  assert.equal(isOn(rule(), '2026-03-02T07:59:59+08:00'), false);
  assert.equal(isOn(rule(), '2026-03-02T08:00:00+08:00'), true);
  assert.equal(isOn(rule(), '2026-03-02T17:59:59+08:00'), true);
  assert.equal(isOn(rule(), '2026-03-02T18:00:00+08:00'), false);
  assert.equal(isOn(rule(), '2026-03-01T12:00:00+08:00'), false, 'Sunday');
});

test('a night window goes on after midnight and belongs to the day it began', () => {
  const night = rule({ weekdays: [5], fromMinute: 22 * 60, toMinute: 6 * 60 });
  assert.equal(isOn(night, '2026-03-06T21:59:00+08:00'), false);
  assert.equal(isOn(night, '2026-03-06T22:00:00+08:00'), true, 'Friday night');
  assert.equal(isOn(night, '2026-03-07T05:59:00+08:00'), true, 'Saturday before dawn');
  assert.equal(isOn(night, '2026-03-07T06:00:00+08:00'), false);
  assert.equal(isOn(night, '2026-03-06T05:00:00+08:00'), false, 'Friday before dawn');
  const sunday = rule({ weekdays: [7], fromMinute: 1380, toMinute: 60 });
  assert.equal(isOn(sunday, '2026-03-09T00:30:00+08:00'), true, 'Sunday night into Monday');
});

test('the whole day, and a window that ends where it begins', () => {
  const all = rule({ weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 });
  assert.equal(isOn(all, '2026-03-01T00:00:00+08:00'), true);
  assert.equal(isOn(all, '2026-03-01T23:59:59+08:00'), true);
  const shift = rule({ weekdays: [1], fromMinute: 480, toMinute: 480 });
  assert.equal(isOn(shift, '2026-03-02T08:00:00+08:00'), true);
  assert.equal(isOn(shift, '2026-03-03T07:59:00+08:00'), true);
  assert.equal(isOn(shift, '2026-03-03T08:00:00+08:00'), false);
});

test('summer time: the wall clock counts, not the hours since', () => {
  const early = rule({ weekdays: [7], fromMinute: 3 * 60, toMinute: 4 * 60 });
  // Europe/Berlin, 29 March 2026: 02:00 becomes 03:00.
  assert.equal(isOn(early, '2026-03-29T00:59:00Z', 'Europe/Berlin'), false);
  assert.equal(isOn(early, '2026-03-29T01:00:00Z', 'Europe/Berlin'), true);
  // 25 October 2026: 03:00 becomes 02:00, so 02:30 comes twice.
  const twice = rule({ weekdays: [7], fromMinute: 2 * 60, toMinute: 3 * 60 });
  assert.equal(isOn(twice, '2026-10-25T00:30:00Z', 'Europe/Berlin'), true);
  assert.equal(isOn(twice, '2026-10-25T01:30:00Z', 'Europe/Berlin'), true);
  assert.equal(isOn(twice, '2026-10-25T02:00:00Z', 'Europe/Berlin'), false);
});

test('each organisation by its own zone; a mistyped one counts as China', () => {
  const zones: Record<string, string> = { west: 'Asia/Kathmandu', typo: 'Asia/Nowhere' };
  const rules = [rule({ organisationId: 'west' }), rule({ organisationId: 'typo' })];
  const at = Date.parse('2026-03-02T08:30:00+08:00');
  const found = onDuty(rules, at, (id) => zones[id] ?? 'Asia/Shanghai');
  assert.deepEqual(
    found.map((f) => f.organisationId),
    ['typo'],
  );
  assert.deepEqual(localMinute(at, 'Asia/Kathmandu'), { weekday: 1, minute: 6 * 60 + 15 });
});

test('property: a window of n minutes holds for n minutes of each of its days', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 1440 }),
      (weekdays, fromMinute, toMinute) => {
        let minutes = 0;
        for (let weekday = 1; weekday <= 7; weekday++) {
          for (let minute = 0; minute < 1440; minute++) {
            if (inWindow({ weekdays, fromMinute, toMinute }, { weekday, minute })) minutes++;
          }
        }
        const length = toMinute > fromMinute ? toMinute - fromMinute : 1440 - fromMinute + toMinute;
        assert.equal(minutes, length * weekdays.length);
      },
    ),
    { numRuns: 40 },
  );
});
