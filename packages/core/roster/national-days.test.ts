import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weekdayOf } from './local-time.ts';
import { knownYears, nationalDays } from './national-days.ts';

test('2026 as announced: 33 days off in seven stretches, six weekend days worked', () => {
  const days = nationalDays(2026);
  const off = days.filter((d) => d.kind === 'holiday');
  assert.equal(off.length, 3 + 9 + 3 + 5 + 3 + 3 + 7);
  assert.deepEqual(off.filter((d) => d.name === '春节').at(-1)?.day, '2026-02-23');
  assert.equal(days.length - off.length, 6);
  assert.deepEqual(nationalDays(1999), []);
});

test('in every known year days stand in order, once each, and what is worked is a weekend', () => {
  for (const year of knownYears) {
    const days = nationalDays(year);
    assert.ok(days.every((d, i) => i === 0 || d.day > (days[i - 1]?.day ?? '')));
    assert.ok(days.every((d) => d.day.startsWith(`${year}-`)));
    assert.ok(days.every((d) => d.kind === 'holiday' || weekdayOf(d.day) > 5));
  }
});
