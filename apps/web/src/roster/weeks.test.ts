import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weeksOf, weekText } from './weeks.ts';

const on = (...days: string[]) => days.map((day) => ({ day }));

test('duties stand under this week, the next, and then the days of their week', () => {
  // A Sunday night that lasts into Monday, today's, a Sunday, the Monday after, and two weeks on.
  const duties = on('2026-09-13', '2026-09-16', '2026-09-20', '2026-09-21', '2026-10-02');
  assert.deepEqual(
    weeksOf(duties, '2026-09-16').map((w) => [w.which, w.monday, w.items.length]),
    [
      ['this', '2026-09-14', 3],
      ['next', '2026-09-21', 1],
      ['later', '2026-09-28', 1],
    ],
  );
  assert.deepEqual(weeksOf([], '2026-09-16'), []);
});

test('a week is named by its first and its last day', () => {
  assert.equal(weekText('2026-09-28', 'zh'), '9月28日 – 10月4日');
  assert.equal(weekText('2026-09-28', 'en'), '28 Sept – 4 Oct');
});
