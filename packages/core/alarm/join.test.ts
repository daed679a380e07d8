import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import { respond } from '../response/respond.ts';
import { joins, mergeDetection, type ReceivedDetection, raiseAlarm } from './raise.ts';

const press: ReceivedDetection = {
  id: 'd',
  kind: 'button',
  alarmKind: 'actual',
  confidence: 4,
  reasons: [],
  beganAt: 0,
  decidedAt: 0,
  terminalId: 't',
  schoolId: 's',
  zoneId: 'z',
};
const duty = { onDuty: [], buildingId: null };
const raised = () =>
  raiseAlarm({ alarmId: 'a', detection: press, plan: defaultPlan, duty, now: 0 }).alarm;

test('a press after all was said to be under control calls people anew', () => {
  const accepted = respond(raised(), { type: 'accept', personId: 'p', post: 'guard' }, duty, 1000);
  assert.ok(accepted.ok);
  assert.ok(joins(accepted.alarm, press, 2000));
  const handled = respond(accepted.alarm, { type: 'handle', personId: 'p' }, duty, 3000);
  assert.ok(handled.ok);
  assert.ok(!joins(handled.alarm, press, 4000));
});

test('noise that never ends does not make one alarm that grows for ever', () => {
  let alarm = raised();
  let now = 0;
  while (joins(alarm, press, now) && now < 2000) alarm = mergeDetection(alarm, press, ++now).alarm;
  assert.equal(alarm.detectionIds.length, 500);
});
