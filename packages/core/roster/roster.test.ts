import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DutyChange, Leave, Shift } from '@anyuan/contracts/roster.ts';
import { mergeCalendars, parseCalendarTable } from './calendar.ts';
import { objectionToChange, objectionToLeave, objectionToShift } from './edit.ts';
import { instantOf } from './local-time.ts';
import { occupancy, occurrencesOf, type RosterRules } from './occupancy.ts';
import { leave, rulesOf, shift } from './roster.builders.ts';

const hour = 3_600_000;
const at = (iso: string) => Date.parse(iso);
const isOn = (s: Shift, iso: string, zone = 'Asia/Shanghai') => {
  const rules = rulesOf({ shifts: [s], timeZone: zone });
  const now = at(iso);
  return occupancy(rules, now, now + 1).duties.some((d) => d.startAt <= now && now < d.endAt);
};
test('a day window holds from its first minute to the one before its end', () => {
  const weekdays = shift({ rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' });
  assert.equal(isOn(weekdays, '2026-03-02T07:59:59+08:00'), false);
  assert.equal(isOn(weekdays, '2026-03-02T08:00:00+08:00'), true);
  assert.equal(isOn(weekdays, '2026-03-02T17:59:59+08:00'), true);
  assert.equal(isOn(weekdays, '2026-03-02T18:00:00+08:00'), false);
  assert.equal(isOn(weekdays, '2026-03-01T12:00:00+08:00'), false, 'Sunday');
});

test('a night goes on after midnight and belongs to the day it began', () => {
  const night = shift({ rule: 'FREQ=WEEKLY;BYDAY=FR', fromMinute: 1320, toMinute: 360 });
  assert.equal(isOn(night, '2026-03-06T21:59:00+08:00'), false);
  assert.equal(isOn(night, '2026-03-06T22:00:00+08:00'), true, 'Friday night');
  assert.equal(isOn(night, '2026-03-07T05:59:00+08:00'), true, 'Saturday before dawn');
  assert.equal(isOn(night, '2026-03-07T06:00:00+08:00'), false);
  const all = shift({ fromMinute: 0, toMinute: 0 });
  assert.equal(isOn(all, '2026-03-01T00:00:00+08:00'), true, 'ends where it begins: a whole day');
});

test('a rotation takes its turns by occurrence, day and week; a holiday moves nobody', () => {
  const rotation = [['a'], ['b'], ['c']];
  const whoOn = (s: Shift, day: string, calendar: RosterRules['calendar'] = new Map()) => {
    const rules = rulesOf({ shifts: [s], calendar });
    const noon = at(`${day}T12:00:00+08:00`);
    return occupancy(rules, noon, noon + 1).duties.map((d) => d.personId);
  };
  const workdays = { rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', startsOn: '2026-03-02', rotation };
  const byTurn = shift({ ...workdays, runsOn: ['schoolDay'] });
  assert.deepEqual(whoOn(byTurn, '2026-03-02'), ['a']);
  assert.deepEqual(whoOn(byTurn, '2026-03-06'), ['b']);
  assert.deepEqual(whoOn(byTurn, '2026-03-09'), ['c'], 'the weekend is no turn');
  const off = new Map([['2026-03-03', 'holiday' as const]]);
  assert.deepEqual(whoOn(byTurn, '2026-03-03', off), []);
  assert.deepEqual(whoOn(byTurn, '2026-03-06', off), ['b']);
  const byWeek = shift({ ...workdays, rotationStep: 'week', startsOn: '2026-03-04' });
  assert.deepEqual(whoOn(byWeek, '2026-03-05'), ['a']);
  assert.deepEqual(whoOn(byWeek, '2026-03-09'), ['b']);
  const byDay = shift({ ...workdays, rotationStep: 'day' });
  assert.deepEqual(whoOn(byDay, '2026-03-09'), ['b'], 'seven days later');
});

test('a make-up school day runs as one, though it is a Saturday', () => {
  const schoolDays = shift({ runsOn: ['schoolDay', 'makeUpDay'] });
  const calendar = mergeCalendars([[{ day: '2026-10-10', kind: 'makeUpDay', name: '' }]]);
  const rules = rulesOf({ shifts: [schoolDays], calendar });
  const days = occurrencesOf(
    rules,
    at('2026-10-08T00:00:00+08:00'),
    at('2026-10-12T00:00:00+08:00'),
  );
  assert.deepEqual(
    days.map((o) => o.day),
    ['2026-10-08', '2026-10-09', '2026-10-10'],
  );
});

test('the nearest calendar decides', () => {
  const merged = mergeCalendars([
    [{ day: '2026-05-01', kind: 'schoolDay', name: '' }],
    [{ day: '2026-05-01', kind: 'holiday', name: '' }],
  ]);
  assert.equal(merged.get('2026-05-01'), 'schoolDay');
});

test('a pasted table is read; its first bad line is named', () => {
  const read = parseCalendarTable(
    '日期,类型,名称\n2026-10-01,放假,国庆节\n\n2026-10-10\t调休上课\n',
  );
  assert.deepEqual(read, {
    ok: true,
    days: [
      { day: '2026-10-01', kind: 'holiday', name: '国庆节' },
      { day: '2026-10-10', kind: 'makeUpDay', name: '' },
    ],
  });
  assert.deepEqual(parseCalendarTable('2026-10-01,放假\n2026-02-30,放假'), {
    ok: false,
    line: 2,
    text: '2026-02-30,放假',
  });
});

test('a swap, a substitute and a leave without one: who, why, and the gap', () => {
  const day = '2026-03-02';
  const [startAt, endAt] = [at(`${day}T08:00:00+08:00`), at(`${day}T18:00:00+08:00`)];
  const noon = at(`${day}T12:00:00+08:00`);
  const change: DutyChange = { id: 'c', shiftId: 's1', day, kind: 'swap', outId: 'a', inId: 'b' };
  const about = { shiftId: 's1', organisationId: 'o', day, post: 'guard', buildingId: null };
  const swapped = occupancy(rulesOf({ changes: [change] }), startAt, endAt);
  const duty = { ...about, personId: 'b', startAt, endAt, why: 'swap', insteadOf: 'a' };
  assert.deepEqual(swapped, { duties: [duty], vacancies: [] });
  const away = leave({ fromAt: noon, toAt: endAt, substituteId: 'b' });
  const stoodIn = occupancy(rulesOf({ leaves: [away] }), startAt, endAt);
  assert.deepEqual(
    stoodIn.duties.map((d) => [d.personId, d.why, d.startAt, d.endAt]),
    [
      ['a', 'rule', startAt, noon],
      ['b', 'substitute', noon, endAt],
    ],
  );
  const alone = occupancy(rulesOf({ leaves: [{ ...away, substituteId: null }] }), startAt, endAt);
  assert.deepEqual(alone.vacancies, [{ ...about, startAt: noon, endAt, why: 'leave' }]);
});

test('summer time: a night is an hour shorter or longer, and nothing is lost between two shifts', () => {
  const zone = 'Europe/Berlin';
  const night = shift({ fromMinute: 1320, toMinute: 360 });
  const hours = (day: string) => {
    const noon = instantOf(day, 720, zone);
    const [o] = occurrencesOf(
      { ...rulesOf({ shifts: [night] }), timeZone: zone },
      noon,
      noon + 43_200_000,
    );
    return ((o?.endAt ?? 0) - (o?.startAt ?? 0)) / 3_600_000;
  };
  assert.equal(hours('2026-03-27'), 8);
  assert.equal(hours('2026-03-28'), 7);
  assert.equal(hours('2026-10-24'), 9);
  assert.equal(instantOf('2026-03-29', 150, zone), at('2026-03-29T01:00:00Z'), 'left out');
  assert.equal(instantOf('2026-10-25', 150, zone), at('2026-10-25T00:30:00Z'), 'the first of two');
});

test('what cannot be kept is refused by code', () => {
  const members = new Set(['a', 'b', 'c']);
  const now = at('2026-03-01T00:00:00+08:00');
  const rules = rulesOf();
  const judge = (change: Partial<Shift>) => {
    const { id: _id, organisationId: _o, version: _v, ...input } = shift(change);
    return objectionToShift(input, { rules, members, now });
  };
  assert.equal(judge({}), null);
  assert.equal(judge({ rule: 'every day' }), 'shift.ruleUnreadable');
  assert.equal(judge({ rule: 'FREQ=DAILY;BYHOUR=3' }), 'shift.ruleUnreadable');
  assert.equal(judge({ rotation: [['a'], []] }), 'shift.noPeople');
  assert.equal(judge({ rotation: [['x']] }), 'shift.unknownPerson');
  assert.equal(judge({ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }), 'shift.neverHappens');
  assert.equal(
    judge({ rule: 'FREQ=WEEKLY;BYDAY=SA', runsOn: ['schoolDay'] }),
    'shift.neverHappens',
  );
  assert.equal(judge({ rule: 'FREQ=DAILY;UNTIL=20260101T000000Z' }), 'shift.neverHappens');
  const leaves = [leave({ fromAt: now, toAt: now + 10 * hour })];
  const asks = (change: Partial<Leave>) =>
    objectionToLeave(
      { ...leave({ fromAt: now, toAt: now + hour }), ...change },
      { leaves, members },
    );
  assert.equal(asks({}), 'leave.overlaps');
  assert.equal(asks({ personId: 'b', substituteId: 'a' }), 'leave.substituteAway');
  assert.equal(asks({ personId: 'b', substituteId: 'b' }), 'leave.ownSubstitute');
  assert.equal(asks({ personId: 'b', toAt: now }), 'leave.endsBeforeItBegins');
  assert.equal(asks({ fromAt: now + 10 * hour, toAt: now + 11 * hour }), null, 'they only touch');
});

test('a change that leaves nobody is refused', () => {
  const now = at('2026-03-01T00:00:00+08:00');
  const options = { shift: shift(), rules: rulesOf(), members: new Set(['a', 'b']), now };
  const judge = (kind: DutyChange['kind'], outId: string | null, inId: string | null, over = {}) =>
    objectionToChange(
      { id: 'c', shiftId: 's1', day: '2026-03-02', kind, outId, inId },
      { ...options, ...over },
    );
  assert.equal(judge('swap', 'a', 'b'), null);
  assert.equal(judge('remove', 'a', null), 'duty.leavesNobody');
  assert.equal(judge('swap', 'b', 'a'), 'duty.notTheirs');
  assert.equal(judge('add', null, 'a'), 'duty.alreadyOn');
  assert.equal(judge('add', null, 'x'), 'shift.unknownPerson');
  const leaves = [leave({ personId: 'b', fromAt: now, toAt: now + 48 * hour })];
  assert.equal(judge('swap', 'a', 'b', { rules: rulesOf({ leaves }) }), 'swap.leavesNobody');
  const half = [leave({ personId: 'b', fromAt: now, toAt: at('2026-03-02T12:00:00+08:00') })];
  assert.equal(judge('swap', 'a', 'b', { rules: rulesOf({ leaves: half }) }), 'swap.leavesNobody');
  assert.equal(judge('swap', 'a', 'b', { now: at('2026-03-03T00:00:00+08:00') }), 'duty.over');
});
