import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ShiftInput } from '@anyuan/contracts/roster.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { type Actor, Refused, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { readXlsx } from 'hucre/xlsx';
import { v7 } from 'uuid';

/** Rosters from the edit to the call, at school 1 on Wednesday 2026-09-16, 10:00. */
const organisationId = seedId('school/1');
const person = (login: string) => seedId(`person/${login}`);
const params = { organisationId };
let s: Scenario;
let affairs: Actor;
let guard: Actor;

before(async () => {
  s = await startScenario();
  affairs = await s.as('affairs');
  guard = await s.as('guard');
});
after(() => s.end());

const refused = (run: Promise<unknown>, code: string) =>
  assert.rejects(run, (error) => error instanceof Refused && error.code === code);
const input = (change: Partial<ShiftInput> = {}): ShiftInput => ({
  name: '午间值守',
  post: 'guard',
  rule: 'FREQ=DAILY',
  startsOn: '2026-09-16',
  fromMinute: 11 * 60,
  toMinute: 13 * 60,
  buildingId: null,
  runsOn: ['schoolDay'],
  rotation: [[person('nightguard')]],
  rotationStep: 'occurrence',
  ...change,
});
const view = (query = {}) => affairs.call('showRoster', { params, query });
const called = async () => {
  const { alarm } = await guard.call('raiseAlarm', {
    body: {
      schoolId: organisationId,
      detectionId: v7(),
      beganAt: s.clock.now(),
      alarmKind: 'test',
    },
  });
  const people = alarm.people.map((p) => p.personId);
  const close = { verdict: 'test' as const, reason: '测试' };
  await guard.call('acceptAlarm', { params: { alarmId: alarm.id } });
  await guard.call('closeAlarm', { params: { alarmId: alarm.id }, body: close });
  return people;
};
const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+08:00`);

test('the week of the demonstration: shifts, turns, kinds of day, no gap', async () => {
  const roster = await view({ from: '2026-09-21', days: 14 });
  assert.equal(roster.mayManage, true);
  assert.deepEqual(roster.gaps, []);
  assert.equal(roster.days.find((d) => d.day === '2026-10-01')?.kind, 'holiday');
  const evening = roster.shifts.find((x) => x.name === '晚自习楼层值班');
  const turns = roster.duties.filter((d) => d.shiftId === evening?.id);
  const who = (day: string) => turns.filter((d) => d.day === day).map((d) => d.personId);
  assert.deepEqual(who('2026-09-21').length, 1);
  assert.notDeepEqual(who('2026-09-21'), who('2026-09-28'), 'the next week is the other’s');
  assert.deepEqual(who('2026-09-25'), [], 'a holiday');
});

test('a new shift is previewed, saved and called from its first minute', async () => {
  const shiftId = v7();
  const at14 = await affairs.call('previewShift', {
    params: { ...params, shiftId },
    body: input(),
  });
  assert.equal(at14.duties.length, 9, 'school days of 14 days: a make-up Sunday, a holiday Friday');
  await affairs.call('saveShift', {
    params: { ...params, shiftId },
    body: { ...input(), version: 0 },
  });
  assert.ok(!(await called()).includes(person('nightguard')));
  s.clock.jump(3599_000);
  await s.advance(1);
  assert.ok((await called()).includes(person('nightguard')));
  const stale = { params: { ...params, shiftId }, body: { ...input(), version: 0 } };
  await refused(affairs.call('saveShift', stale), 'shift.stale');
  await affairs.call('removeShift', { params: { ...params, shiftId } });
  assert.ok(!(await called()).includes(person('nightguard')));
  await affairs.call('restoreShift', { params: { ...params, shiftId } });
  assert.ok((await called()).includes(person('nightguard')), 'taken back');
});

test('what cannot be is refused with its reason', async () => {
  const save = (change: Partial<ShiftInput>) =>
    affairs.call('saveShift', {
      params: { ...params, shiftId: v7() },
      body: { ...input(change), version: 0 },
    });
  await refused(save({ rotation: [] }), 'shift.noPeople');
  await refused(save({ rule: 'FREQ=NEVER' }), 'shift.ruleUnreadable');
  await refused(save({ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31' }), 'shift.neverHappens');
  await refused(save({ rotation: [[person('guard2')]] }), 'shift.unknownPerson');
  await refused(save({ buildingId: seedId('school/2/teaching') }), 'shift.unknownBuilding');
  await refused(
    affairs.call('saveCalendar', { params, body: { table: '2026-13-01,放假', remove: [] } }),
    'calendar.badLine',
  );
});

test('leave: the substitute is called, without one the gap is named; overlapping is refused', async () => {
  const { shifts } = await view();
  const leave = (login: string, substitute: string | null, from: string, to: string) =>
    affairs.call('addLeave', {
      params,
      body: {
        personId: person(login),
        substituteId: substitute === null ? null : person(substitute),
        fromAt: at('2026-09-18', from),
        toAt: at('2026-09-18', to),
        note: '',
      },
    });
  const led = await leave('leader', null, '08:00', '10:00');
  assert.deepEqual(led.opened, [
    { post: 'dutyLeader', startAt: at('2026-09-18', '08:00'), endAt: at('2026-09-18', '10:00') },
  ]);
  await refused(leave('leader', null, '09:00', '11:00'), 'leave.overlaps');
  await refused(leave('affairs', 'leader', '09:00', '11:00'), 'leave.substituteAway');
  const leaveId = led.leaveId;
  await affairs.call('cancelLeave', { params: { ...params, leaveId } });
  const stood = await leave('leader', 'affairs', '08:00', '10:00');
  assert.deepEqual(stood.opened, []);
  const shiftId = shifts.find((x) => x.post === 'dutyLeader')?.id;
  const { duties } = await view({ from: '2026-09-18', days: 1 });
  const standing = duties.filter((d) => d.shiftId === shiftId && d.why === 'substitute');
  assert.deepEqual(
    standing.map((d) => d.personId),
    [person('affairs')],
  );
});

test('a swap changes hands when the other agrees, and not when nobody would be left', async () => {
  const mine = await guard.call('myRoster');
  const duty = mine.duties.find((d) => d.day === '2026-09-17');
  assert.ok(duty);
  const { shiftId, day } = duty;
  const ask = (to: string) =>
    guard.call('askSwap', { body: { shiftId, day, toId: person(to), note: '家里有事' } });
  await refused(ask('guard2'), 'shift.unknownPerson');
  await refused(ask('guard'), 'swap.leavesNobody');
  const { swapId } = await ask('nightguard');
  await refused(ask('nightguard'), 'swap.pending');
  const night = await s.as('nightguard');
  assert.deepEqual(
    (await night.call('myRoster')).asked.map((x) => x.id),
    [swapId],
  );
  const answer = { params: { swapId }, body: { agree: true } };
  await refused(guard.call('answerSwap', answer), 'subject.unknown');
  await night.call('answerSwap', answer);
  await refused(night.call('answerSwap', answer), 'swap.answered');
  const { duties } = await view({ from: day, days: 1 });
  const filled = duties.find((d) => d.shiftId === shiftId && d.day === day);
  assert.equal(filled?.personId, person('nightguard'));
  assert.equal(filled?.why, 'swap');
  const after = await guard.call('myRoster');
  assert.ok(!after.duties.some((d) => d.shiftId === shiftId && d.day === day));
});

test('one day is changed and taken back; the last one is not taken off', async () => {
  const { duties } = await view({ from: '2026-09-21', days: 1 });
  const doctor = duties.find((d) => d.post === 'schoolDoctor');
  assert.ok(doctor);
  const { shiftId, day } = doctor;
  const change = (body: object) =>
    affairs.call('changeDuty', { params: { ...params, shiftId, day }, body: body as never });
  const outId = person('doctor');
  await refused(change({ kind: 'remove', outId }), 'duty.leavesNobody');
  const { changeId } = await change({ kind: 'replace', outId, inId: person('teacher') });
  const now = await view({ from: day, days: 1 });
  assert.ok(now.duties.some((d) => d.shiftId === shiftId && d.why === 'replaced'));
  await affairs.call('undoDutyChange', { params: { ...params, changeId } });
  const back = await view({ from: day, days: 1 });
  assert.ok(back.duties.some((d) => d.shiftId === shiftId && d.personId === outId));
});

test('a holiday of the school decides, on the calendar and on duty', async () => {
  const table = '2026-09-22,放假,校庆';
  await affairs.call('saveCalendar', { params, body: { table, remove: [] } });
  const { days, duties } = await view({ from: '2026-09-22', days: 1 });
  assert.deepEqual(days, [{ day: '2026-09-22', kind: 'holiday', name: '校庆' }]);
  assert.ok(!duties.some((d) => d.post === 'counsellor'));
  await affairs.call('saveCalendar', { params, body: { table: '', remove: ['2026-09-22'] } });
  assert.ok(
    (await view({ from: '2026-09-22', days: 1 })).duties.some((d) => d.post === 'counsellor'),
  );
});

test('my duties as iCalendar under a secret address, which a new one ends', async () => {
  const { path } = await guard.call('makeCalendarLink');
  const text = await (await fetch(`${s.url}${path}`)).text();
  assert.match(text, /^BEGIN:VCALENDAR\r\n/);
  assert.match(text, /SUMMARY:保安值守/);
  assert.match(text, /DTSTART:\d{8}T\d{6}Z/);
  await guard.call('makeCalendarLink');
  assert.equal((await fetch(`${s.url}${path}`)).status, 404);
});

test('the roster as a workbook: one row per duty, in words', async () => {
  const bytes = await affairs.call('exportRoster', {
    params,
    query: { from: '2026-09-16', days: 1 },
  });
  const [sheet] = (await readXlsx(new Uint8Array(bytes as Buffer))).sheets;
  assert.deepEqual(sheet?.rows[0]?.slice(0, 5), ['日期', '日子', '班次', '岗位', '人员']);
  const guards = sheet?.rows.filter((row) => row[3] === '保安' && row[4] === '赵示例') ?? [];
  assert.ok(guards.length > 0);
  assert.equal(guards[0]?.[0], '2026-09-16');
});

test('another instance and a restart know the same', async () => {
  const shiftId = v7();
  const body = { ...input({ fromMinute: 0, toMinute: 1440, post: 'floorTeacher' }), version: 0 };
  await affairs.call('saveShift', { params: { ...params, shiftId }, body });
  await s.restart();
  affairs = await s.as('affairs');
  guard = await s.as('guard');
  assert.ok((await called()).includes(person('nightguard')));
});
