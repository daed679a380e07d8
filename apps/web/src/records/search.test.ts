import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, firstSearch, searchInAddress, turnTo, withField } from './search.ts';

test('what is looked for survives the address', () => {
  const search = {
    subject: 'answers' as const,
    filter: { fromAt: 1, toAt: 2, text: '保安 & 值班', answer: 'alarm.accepted' as const },
    personName: '王示例',
  };
  assert.deepEqual(searchInAddress(addressOf(search)), search);
  assert.deepEqual(searchInAddress(''), firstSearch);
  assert.deepEqual(searchInAddress('?subject=nothing'), firstSearch);
});

test('turning to another subject keeps what both have', () => {
  const alarms = {
    subject: 'alarms' as const,
    filter: { lastDays: 7, alarmKind: 'actual' as const, verdict: 'false' as const },
  };
  assert.deepEqual(turnTo(alarms, 'incidents').filter, { lastDays: 7, alarmKind: 'actual' });
});

test('an empty field is no field', () => {
  assert.deepEqual(withField({ lastDays: 7, text: 'x' }, 'text', ''), { lastDays: 7 });
  assert.deepEqual(withField({ lastDays: 7 }, 'lastDays', 30), { lastDays: 30 });
});
