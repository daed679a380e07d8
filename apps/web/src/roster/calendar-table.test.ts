import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCalendarTable } from '@anyuan/core/roster/calendar.ts';
import { nationalDays } from '@anyuan/core/roster/national-days.ts';
import { stretchesOf, tableOf, textOf, withDays } from './calendar-table.ts';

test('what is shown is what the server reads, in both languages', () => {
  const days = nationalDays(2026);
  for (const locale of ['zh', 'en'] as const) {
    assert.deepEqual(parseCalendarTable(tableOf(days, locale)), { ok: true, days });
  }
});

test('filling a year in leaves the lines of the school as they are', () => {
  const typed = '2026-10-08,放假,运动会\n2026-10-07,上课,补课';
  const filled = withDays(typed, nationalDays(2026), 'zh');
  const read = parseCalendarTable(filled);
  assert.ok(read.ok);
  assert.equal(read.days.find((d) => d.day === '2026-10-07')?.kind, 'schoolDay');
  assert.equal(read.days.find((d) => d.day === '2026-10-08')?.name, '运动会');
  assert.equal(read.days.length, nationalDays(2026).length + 1);
});

test('a year reads in stretches', () => {
  const days = nationalDays(2026).map((d) => ({ ...d, organisationName: '局' }));
  const found = stretchesOf(days);
  assert.equal(found.length, 7 + 6);
  const spring = found.find((s) => s.first.name === '春节');
  assert.deepEqual([spring?.from, spring?.to], ['2026-02-15', '2026-02-23']);
});

test('a CSV as Excel writes it in China is read', async () => {
  const gbk = new Uint8Array([0xb7, 0xc5, 0xbc, 0xd9]);
  assert.equal(await textOf(new Blob([gbk])), '放假');
  assert.equal(await textOf(new Blob(['放假'])), '放假');
});
