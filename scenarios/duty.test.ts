import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { type Actor, Refused, type Scenario, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** What happens by itself around duties: asking, gaps, hand-over, tests of reach. */
const organisationId = seedId('school/1');
const person = (login: string) => seedId(`person/${login}`);
const params = { organisationId };
let s: Scenario;
let affairs: Actor;
let guard: Actor;
let night: Actor;

before(async () => {
  s = await startScenario();
  // Everybody can be told: one address each.
  await s.database.pool.query(`update person set email = login || '@school.example'`);
  await s.database.pool.query(
    `insert into channel values ('email', true, '{"url":"smtp://127.0.0.1:9","from":"a@b.example"}', 0)`,
  );
  affairs = await s.as('affairs');
  guard = await s.as('guard');
  night = await s.as('nightguard');
});
after(() => s.end());

const refused = (run: Promise<unknown>, code: string) =>
  assert.rejects(run, (error) => error instanceof Refused && error.code === code);
const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+08:00`);
/** Travels to just before that moment, then second by second over it. */
const travel = async (day: string, time: string) => {
  s.clock.jump(at(day, time) - s.clock.now() - 2000);
  await s.advance(25);
  // A session that nobody used for days has ended.
  [affairs, guard, night] = [await s.as('affairs'), await s.as('guard'), await s.as('nightguard')];
};
const facts = async (type: string) => {
  const { rows } = await s.database.pool.query(
    'select body from fact where type = $1 order by at, id',
    [type],
  );
  return rows.map((r) => r.body);
};
const told = async (text: string) => {
  const { rows } = await s.database.pool.query(
    `select distinct p.login from notification n join person p on p.id = n.person_id
     where n.payload -> 'zh' ->> 'title' like $1 order by 1`,
    [`%${text}%`],
  );
  return rows.map((r) => r.login);
};

test('who begins is asked once, by message, and confirms with one tap', async () => {
  await travel('2026-09-16', '18:00');
  const asked = (await facts('duty.asked')).filter((f) => f.personId === person('nightguard'));
  assert.equal(asked.length, 1);
  assert.ok((await told('值班开始了')).includes('nightguard'));
  const { rows: tried } = await s.database.pool.query(
    `select count(*)::int as n from notification where channel = 'email' and attempts > 0`,
  );
  assert.ok(tried[0].n > 0, 'handed to the mail server');
  const duty = (await night.call('myRoster')).duties[0];
  assert.equal(duty?.confirmedAt, null);
  const { shiftId = '', day = '' } = duty ?? {};
  await night.call('confirmDuty', { params: { shiftId, day } });
  const { rows } = await affairs.call('showReach', { params });
  assert.ok(rows.find((r) => r.personId === person('nightguard'))?.confirmedAt);
  await refused(guard.call('confirmDuty', { params: { shiftId, day } }), 'duty.notTheirs');
});

test('a test of reach: answered in time is proved, silence is amber, too late is refused', async () => {
  const { testId, asked } = await affairs.call('beginReachTest', {
    params,
    body: { replyMinutes: 5 },
  });
  assert.ok(asked >= 6);
  await s.advance(1);
  assert.ok((await told('通知测试')).includes('guard'));
  assert.deepEqual(
    (await guard.call('myDutyTasks')).tests.map((t) => t.id),
    [testId],
  );
  await guard.call('answerReachTest', { params: { testId } });
  s.clock.jump(6 * 60_000);
  await refused(night.call('answerReachTest', { params: { testId } }), 'reachTest.over');
  const { rows } = await affairs.call('showReach', { params });
  const reach = (login: string) => rows.find((r) => r.personId === person(login))?.reach;
  assert.equal(reach('guard'), 'proved');
  assert.equal(reach('nightguard'), 'unproved');
  const mail = rows.find((r) => r.personId === person('guard'))?.contacts[0];
  assert.equal(mail?.masked, 'g***@school.example');
});

test('a person without any way is named so', async () => {
  await s.database.pool.query('update person set email = null where id = $1', [person('doctor')]);
  const { rows } = await affairs.call('showReach', { params });
  assert.equal(rows.find((r) => r.personId === person('doctor'))?.reach, 'none');
});

test('a weekly rule begins its test by itself', async () => {
  const body = { enabled: true, weekdays: [4], atMinute: 9 * 60, replyMinutes: 10 };
  await affairs.call('saveReachRule', { params, body });
  const before = (await facts('reachTest.begun')).length;
  await travel('2026-09-17', '09:00');
  assert.equal((await facts('reachTest.begun')).length, before + 1);
  assert.deepEqual((await affairs.call('showReach', { params })).rule, body);
  const [saved] = (await facts('roster.changed')).filter((f) => f.what === 'reachRule.saved');
  assert.equal(saved?.personId, person('affairs'));
});

test('a gap within 48 hours is told at once and once, a later one by the daily look', async () => {
  const leave = (from: number, to: number) =>
    affairs.call('addLeave', {
      params,
      body: { personId: person('leader'), fromAt: from, toAt: to, substituteId: null, note: '' },
    });
  const gapFacts = async () =>
    (await facts('coverage.gapFound')).filter((f) => f.organisationId === organisationId);
  await leave(at('2026-09-18', '10:00'), at('2026-09-18', '11:00'));
  await s.advance(1);
  assert.equal((await gapFacts()).length, 1);
  assert.deepEqual(await told('缺岗'), ['affairs', 'leader']);
  await leave(at('2026-09-21', '10:00'), at('2026-09-21', '11:00'));
  await s.advance(1);
  assert.equal((await gapFacts()).length, 1, 'more than 48 hours ahead');
  await travel('2026-09-18', '07:30');
  const all = await gapFacts();
  assert.equal(all.length, 2);
  assert.deepEqual(
    all[1].gaps.map((g: { startAt: number }) => g.startAt),
    [at('2026-09-21', '10:00')],
  );
});

test('the hand-over is written, reminded, climbs to the duty leader, and is signed', async () => {
  const shiftId = v7();
  const body = {
    ...{ name: '早班', post: 'guard' as const, rule: 'FREQ=DAILY', startsOn: '2026-09-18' },
    ...{ fromMinute: 480, toMinute: 600, buildingId: null, version: 0 },
    ...{ runsOn: ['schoolDay' as const], rotation: [[person('teacherb')]] },
    rotationStep: 'day' as const,
  };
  await affairs.call('saveShift', { params: { ...params, shiftId }, body });
  await travel('2026-09-18', '09:50');
  const teacher = await s.as('teacherb');
  const items = [{ text: '对讲机两部', done: true }];
  const { handOverId } = await teacher.call('writeHandOver', {
    body: { shiftId, day: '2026-09-18', items, note: '东门锁有点涩' },
  });
  await s.advance(1);
  assert.ok((await told('写好了交接班')).includes('guard'));
  const sign = { params: { handOverId }, body: { note: '' } };
  await refused(teacher.call('signHandOver', sign), 'handOver.notYours');
  await travel('2026-09-18', '10:15');
  const [first] = await facts('handOver.unsigned');
  assert.ok(
    first.personIds.includes(person('guard')) && first.personIds.includes(person('teacherb')),
  );
  await travel('2026-09-18', '10:31');
  const unsigned = await facts('handOver.unsigned');
  assert.equal(unsigned.length, 2);
  const { toSign } = await guard.call('myDutyTasks');
  assert.deepEqual(toSign[0]?.items, items);
  await guard.call('signHandOver', sign);
  await refused(guard.call('signHandOver', sign), 'handOver.signed');
  const { handOvers } = await affairs.call('listHandOvers', { params });
  assert.equal(handOvers[0]?.incomingName, '赵示例');
  assert.ok(handOvers[0]?.signedAt);
});
