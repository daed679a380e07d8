import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstReminderAt, remind, unsignedMs } from './hand-over.ts';
import { askAt, nextWeekly, reachOfPerson, type Ways } from './reach.ts';

const at = (iso: string) => Date.parse(`${iso}+08:00`);
const zone = 'Asia/Shanghai';

test('a duty is asked as it begins, one of a whole day in the morning', () => {
  const duty = (from: string, to: string) => ({
    day: '2026-03-02',
    startAt: at(from),
    endAt: at(to),
  });
  const night = duty('2026-03-02T22:00', '2026-03-03T06:00');
  assert.equal(askAt(night, zone), night.startAt);
  const whole = duty('2026-03-02T00:00', '2026-03-03T00:00');
  assert.equal(askAt(whole, zone), at('2026-03-02T07:00'));
});

test('proved, not proved, no way at all', () => {
  const now = at('2026-03-02T10:00');
  const none: Ways = { isConnected: false, push: [], contacts: [], lastTest: null };
  const day = 86_400_000;
  assert.equal(reachOfPerson(none, now), 'none');
  assert.equal(reachOfPerson({ ...none, isConnected: true }, now), 'proved');
  assert.equal(reachOfPerson({ ...none, contacts: [{ confirmedAt: null }] }, now), 'unproved');
  const confirmed = { ...none, contacts: [{ confirmedAt: now - 90 * day }] };
  assert.equal(reachOfPerson(confirmed, now), 'proved');
  const silent = { beganAt: now - day, answeredAt: null };
  assert.equal(reachOfPerson({ ...confirmed, lastTest: silent }, now), 'unproved');
  const push = (ok: number | null, bad: number | null) => ({
    ...none,
    push: [{ lastSuccessAt: ok, lastFailureAt: bad }],
  });
  assert.equal(reachOfPerson(push(now - day, null), now), 'proved');
  assert.equal(reachOfPerson(push(now - 2 * day, now - day), now), 'unproved');
  assert.equal(reachOfPerson(push(now - 9 * day, null), now), 'unproved');
});

test('a weekly time comes next on its day', () => {
  const rule = { weekdays: [1], atMinute: 600 };
  const ask = (iso: string) =>
    nextWeekly(rule, { now: at(iso), today: iso.slice(0, 10), timeZone: zone });
  assert.equal(ask('2026-03-02T09:59'), at('2026-03-02T10:00'));
  assert.equal(ask('2026-03-02T10:00'), at('2026-03-09T10:00'));
  const never = { weekdays: [], atMinute: 0 };
  assert.equal(nextWeekly(never, { now: 0, today: '1970-01-01', timeZone: zone }), null);
});

test('an unsigned hand-over reminds both, then the duty leader, then a person has it', () => {
  assert.equal(firstReminderAt(1000, 5000), 5000 + unsignedMs);
  const people = { incoming: ['b'], leaders: ['l'] };
  assert.deepEqual(remind({ outgoingId: 'a', reminders: 0 }, people, 0), {
    personIds: ['a', 'b'],
    dueAt: unsignedMs,
  });
  assert.deepEqual(remind({ outgoingId: 'a', reminders: 1 }, people, 0), {
    personIds: ['l', 'a', 'b'],
    dueAt: null,
  });
});
