import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmSummary, AssignmentState } from '@anyuan/contracts/alarm.ts';
import { needsReason, nextAction } from './next-action.ts';

const alarm = (state: AlarmSummary['state'], mine?: AssignmentState, t8: number | null = null) =>
  ({
    state,
    kind: 'scream',
    times: { t8 },
    people: mine ? [{ personId: 'me', state: mine }] : [],
  }) as unknown as AlarmSummary;

test('one action at a time, from call to review', () => {
  assert.equal(nextAction(alarm('calling', 'called'), 'me'), 'accept');
  assert.equal(nextAction(alarm('calling'), 'me'), 'accept');
  assert.equal(nextAction(alarm('accepted', 'accepted'), 'me'), 'arrive');
  assert.equal(nextAction(alarm('arrived', 'arrived'), 'me'), 'handle');
  assert.equal(nextAction(alarm('handled', 'arrived'), 'me'), 'close');
  assert.equal(nextAction(alarm('closed', 'arrived'), 'me'), 'review');
  assert.equal(nextAction(alarm('closed', 'arrived', 1), 'me'), 'none');
});

test('who is on the way still arrives when another was faster', () => {
  assert.equal(nextAction(alarm('arrived', 'accepted'), 'me'), 'arrive');
});

test('somebody else is on the way: nothing is demanded of me', () => {
  assert.equal(nextAction(alarm('accepted', 'called'), 'me'), 'none');
});

test('a button alarm always needs a reason, a test of the sound branch does not', () => {
  const button = { ...alarm('handled'), kind: 'button' } as AlarmSummary;
  assert.equal(needsReason(button, 'test'), true);
  assert.equal(needsReason(alarm('handled'), 'test'), false);
  assert.equal(needsReason(alarm('handled'), 'true'), true);
});
