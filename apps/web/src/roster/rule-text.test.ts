import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteOf, minuteText, repeatOf, ruleOf } from './rule-text.ts';

test('a rule becomes a choice and the same rule again', () => {
  for (const rule of [
    'FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=MO,WE',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA,SU',
    'FREQ=MONTHLY;BYMONTHDAY=15',
    'FREQ=MONTHLY;BYDAY=-1FR',
  ]) {
    assert.equal(ruleOf(repeatOf(rule)), rule);
  }
  assert.equal(repeatOf('FREQ=MONTHLY;BYDAY=-1FR').kind, 'own');
});

test('minutes as clock time and back', () => {
  assert.equal(minuteText(450), '07:30');
  assert.equal(minuteOf(minuteText(1439)), 1439);
});
