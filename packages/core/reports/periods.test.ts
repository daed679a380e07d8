import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportKinds } from '@anyuan/contracts/report-lists.ts';
import fc from 'fast-check';
import { addDays, daysBetween } from '../roster/local-time.ts';
import { periodOf, termOf } from './periods.ts';

const days = fc.integer({ min: 0, max: 3000 }).map((n) => addDays('2024-01-01', n));

test('a report holds its day, never a day to come, and is compared with as many days right before', () => {
  fc.assert(
    fc.property(fc.constantFrom(...reportKinds), days, days, (kind, day, today) => {
      const p = periodOf({ kind, day, today, terms: [] });
      const held = day > today ? today : day;
      assert.ok(p.from <= held && held <= p.to && p.to <= today);
      assert.equal(addDays(p.before.to, 1), p.from);
      assert.equal(daysBetween(p.before.from, p.before.to), daysBetween(p.from, p.to));
      // Every day of the stretch has the same stretch.
      const other = periodOf({ kind, day: p.from, today, terms: [] });
      assert.deepEqual(other, p);
    }),
  );
});

test('weeks begin on Monday, months and terms are those of the calendar', () => {
  const of = (kind: (typeof reportKinds)[number], day: string) => {
    const { from, to } = periodOf({ kind, day, today: '2030-01-01', terms: [] });
    return [from, to];
  };
  assert.deepEqual(of('week', '2026-11-22'), ['2026-11-16', '2026-11-22']);
  assert.deepEqual(of('week', '2026-11-23'), ['2026-11-23', '2026-11-29']);
  assert.deepEqual(of('month', '2028-02-10'), ['2028-02-01', '2028-02-29']);
  assert.deepEqual(of('month', '2026-12-31'), ['2026-12-01', '2026-12-31']);
  assert.deepEqual(of('term', '2027-01-15'), ['2026-09-01', '2027-01-31']);
  assert.deepEqual(of('term', '2027-07-15'), ['2027-02-01', '2027-08-31']);
});

test('a term that is set goes before the usual one; in its holidays the usual one holds', () => {
  const terms = [{ name: '秋季学期', fromDay: '2026-08-31', toDay: '2027-01-22' }];
  const at = (day: string) => periodOf({ kind: 'term', day, today: '2028-01-01', terms });
  assert.deepEqual([at('2026-11-22').from, at('2026-11-22').to], ['2026-08-31', '2027-01-22']);
  assert.deepEqual([at('2027-03-01').from, at('2027-03-01').to], ['2027-02-01', '2027-08-31']);
  assert.equal(termOf('2027-01-23', terms), null);
});
