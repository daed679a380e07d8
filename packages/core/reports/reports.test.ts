import assert from 'node:assert/strict';
import { test } from 'node:test';
import { figureKeys } from '@anyuan/contracts/figure-lists.ts';
import fc from 'fast-check';
import { daysBetween } from '../roster/local-time.ts';
import { addSums, figuresOf, noAlarmSums, type Standing, shareOf } from './figures.ts';
import { postsRequired } from './posts-now.ts';
import { daysOf, monthStart, termStart } from './ranges.ts';
import { binned, countSeconds, mergeCounts, quantile, summarise, wholeSeconds } from './seconds.ts';

const seconds = fc.array(fc.nat({ max: 900 }), { maxLength: 200 });

test('counts of several schools together say what all their seconds say', () => {
  fc.assert(
    fc.property(fc.array(seconds, { maxLength: 8 }), (schools) => {
      const merged = mergeCounts(schools.map(countSeconds));
      assert.deepEqual(summarise(merged), summarise(countSeconds(schools.flat())));
    }),
  );
});

test('median, p90 and max are measured values at their rank', () => {
  fc.assert(
    fc.property(seconds, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
      const sorted = [...all].sort((a, b) => a - b);
      const expected = sorted[Math.max(1, Math.ceil(sorted.length * share)) - 1] ?? null;
      assert.equal(quantile(countSeconds(all), share), expected);
    }),
  );
});

test('every second lies in one bar, and 60 is within the promise while 61 is not', () => {
  fc.assert(
    fc.property(seconds, (all) => {
      assert.equal(
        binned(countSeconds(all)).reduce((a, b) => a + b, 0),
        all.length,
      );
    }),
  );
  assert.deepEqual(binned(countSeconds([60, 61])), [0, 0, 0, 0, 1, 1, 0, 0, 0]);
  assert.equal(wholeSeconds(0, 60_000), 60);
  assert.equal(wholeSeconds(0, 60_001), 61);
  assert.equal(wholeSeconds(5000, 1000), 0);
});

test('ranges end today, and are compared with as many days before', () => {
  assert.deepEqual(daysOf('today', '2026-09-16'), {
    from: '2026-09-16',
    to: '2026-09-16',
    before: { from: '2026-09-15', to: '2026-09-15' },
  });
  const week = daysOf('week', '2026-09-16');
  assert.deepEqual([week.from, week.before.from], ['2026-09-10', '2026-09-03']);
  assert.equal(daysBetween(daysOf('month', '2026-03-01').from, '2026-03-01'), 29);
  for (const [day, start] of [
    ['2026-09-01', '2026-09-01'],
    ['2027-01-31', '2026-09-01'],
    ['2027-02-01', '2027-02-01'],
    ['2027-08-31', '2027-02-01'],
  ] as const) {
    assert.equal(termStart(day), start);
  }
  assert.equal(monthStart('2026-09-16'), '2026-09-01');
});

const standing: Standing = {
  terminals: { enrolled: 0, online: 0, selfTested: 0, pointTested: 0 },
  duty: { required: 0, filled: 0 },
  incidents: null,
  drills: { schools: 0, held: 0 },
};
const days = { from: '2026-09-01', to: '2026-09-16' };

test('without anything recorded no figure is a percentage', () => {
  const figures = figuresOf(noAlarmSums, standing, days);
  assert.deepEqual(
    figures.map((f) => f.key),
    [...figureKeys],
  );
  for (const figure of figures) {
    assert.equal(shareOf(figure), null, figure.key);
    assert.ok(figure.formula.zh.length > 5 && figure.formula.en.length > 10);
    // No ledger yet: the figure says which one will fill it. No record, no invented number.
    if (figure.filledBy) assert.equal(figure.numerator, null);
    else assert.ok(figure.records, figure.key);
  }
});

test('unjudged alarms are no part of the false-alarm rate; misunderstandings are', () => {
  const sums = addSums([
    { ...noAlarmSums, raised: 6, verdictTrue: 1, verdictFalse: 1 },
    { ...noAlarmSums, raised: 4, verdictMistaken: 2, verdictPrank: 1 },
  ]);
  const figure = figuresOf(sums, standing, days).find((f) => f.key === 'falseAlarms');
  assert.deepEqual(
    [figure?.numerator, figure?.denominator, figure?.apart, figure?.days],
    [3, 5, 5, days],
  );
});

test('posts required: within the window, on its kind of day, also past midnight', () => {
  const calendar = new Map([['2026-09-17', 'holiday' as const]]);
  const day = { post: 'guard', fromMinute: 420, toMinute: 1080, on: ['schoolDay'] } as const;
  const night = { post: 'dutyLeader', fromMinute: 1080, toMinute: 420, on: ['schoolDay'] } as const;
  const at = (on: string, minute: number) => [
    ...postsRequired(
      [day, night].map((r) => ({ ...r, on: [...r.on] })),
      { day: on, minute },
      calendar,
    ),
  ];
  assert.deepEqual(at('2026-09-16', 420), ['guard']);
  assert.deepEqual(at('2026-09-16', 1080), ['dutyLeader']);
  assert.deepEqual(at('2026-09-17', 419), ['dutyLeader']);
  assert.deepEqual(at('2026-09-17', 420), []);
  assert.deepEqual(at('2026-09-18', 100), []);
});
