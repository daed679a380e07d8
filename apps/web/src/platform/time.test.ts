import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, clockTime, counter, dateTime, recordTime, secondsLeft, span } from './time.ts';

const at = Date.UTC(2026, 2, 2, 6, 3, 9);

test('clock time is that of the school, whatever the zone of the machine', () => {
  assert.equal(clockTime(at), '14:03:09');
  assert.equal(dateTime(at), '2026-03-02 14:03:09');
  assert.equal(clockTime(Date.UTC(2026, 2, 2, 16, 0, 0)), '00:00:00');
});

test('age grows from seconds to days and never goes below zero', () => {
  assert.equal(ago(at, at + 18_400, 'zh'), '18 秒前');
  assert.equal(ago(at, at + 185_000, 'zh'), '3 分钟前');
  assert.equal(ago(at, at + 2 * 86_400_000, 'en'), '2 d ago');
  assert.equal(ago(at, at - 5000, 'zh'), '0 秒前');
});

test('a counter keeps two places for what changes', () => {
  assert.equal(counter(at, at + 8000), '0:08');
  assert.equal(counter(at, at + 3_729_000), '1:02:09');
});

test('spans keep tenths where a tenth matters', () => {
  assert.equal(span(430, 'zh'), '0.4 秒');
  assert.equal(span(18_200, 'zh'), '18 秒');
  assert.equal(span(185_000, 'zh'), '3 分 5 秒');
  assert.equal(span(-430, 'en'), '-0.4 s');
  assert.equal(span(59_700, 'zh'), '1 分 0 秒');
});

test('the record names the day only when it is another one', () => {
  assert.equal(recordTime(at, at + 1000), '14:03:09');
  assert.equal(recordTime(at, at + 86_400_000), '03-02 14:03:09');
});

test('seconds left are whole and end at zero', () => {
  assert.equal(secondsLeft(at + 1200, at), 2);
  assert.equal(secondsLeft(at, at + 9000), 0);
});
