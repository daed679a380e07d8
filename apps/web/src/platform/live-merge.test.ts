import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { applyAlarms, applyOwn, beginSnapshot, byNeed, noAlarms } from './live-merge.ts';

const times = { t0: 0, t1: 0, t2: 0, t3: null, t4: null, t5: null, t6: null, t7: null, t8: null };
const alarm = (id: string, version: number, state: AlarmSummary['state'] = 'calling') =>
  ({ id, version, state, alarmKind: 'actual', times }) as AlarmSummary;
const snapshot = (last: boolean, ...alarms: AlarmSummary[]) =>
  ({ type: 'alarms', mode: 'snapshot', last, alarms }) as const;
const change = (...alarms: AlarmSummary[]) =>
  ({ type: 'alarms', mode: 'change', last: true, alarms }) as const;
const ids = (state: typeof noAlarms) => [...state.byId.keys()].sort();

test('the highest version wins whatever the order of arrival', () => {
  const state = applyAlarms(
    applyAlarms(noAlarms, change(alarm('a', 3, 'accepted'))),
    change(alarm('a', 2)),
  );
  assert.equal(state.byId.get('a')?.state, 'accepted');
  assert.equal(applyOwn(state, alarm('a', 4, 'arrived')).byId.get('a')?.version, 4);
});

test('a board is not called empty before the snapshot is complete', () => {
  const begun = beginSnapshot(noAlarms);
  assert.equal(begun.complete, false);
  assert.equal(applyAlarms(begun, snapshot(false)).complete, false);
  assert.equal(applyAlarms(begun, snapshot(true)).complete, true);
});

test('a snapshot in slices drops what ended while we were away', () => {
  const before = applyAlarms(
    noAlarms,
    change(alarm('gone', 1), alarm('stays', 1), alarm('done', 9, 'closed')),
  );
  const first = applyAlarms(beginSnapshot(before), snapshot(false, alarm('stays', 1)));
  assert.deepEqual(ids(first), ['done', 'gone', 'stays']);
  const last = applyAlarms(first, snapshot(true, alarm('new', 1)));
  assert.deepEqual(ids(last), ['done', 'new', 'stays']);
});

test('an alarm raised between two slices survives the end of the snapshot', () => {
  const first = applyAlarms(beginSnapshot(noAlarms), snapshot(false, alarm('a', 1)));
  const last = applyAlarms(applyAlarms(first, change(alarm('b', 1))), snapshot(true));
  assert.deepEqual(ids(last), ['a', 'b']);
});

test('history is bounded, open alarms never are', () => {
  let state = applyAlarms(noAlarms, change(alarm('open', 1)));
  for (let i = 0; i < 300; i++) state = applyAlarms(state, change(alarm(`c${i}`, 1, 'closed')));
  assert.equal(state.byId.size, 101);
  assert.ok(state.byId.has('open'));
});

test('unanswered comes first, then the longest waiting', () => {
  const old = { ...alarm('old', 1), times: { ...times, t0: 10 } };
  const young = { ...alarm('young', 1), times: { ...times, t0: 20 } };
  const sorted = [alarm('accepted', 1, 'accepted'), young, old].sort(byNeed);
  assert.deepEqual(
    sorted.map((a) => a.id),
    ['old', 'young', 'accepted'],
  );
});
