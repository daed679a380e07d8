import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Actor,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let terminal: ScenarioTerminal;
let leader: Actor;
let guard: Actor;
let command: Actor;
let here: { schoolId: string; zoneId: string; terminalId: string };
before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
  leader = await s.as('leader');
  guard = await s.as('guard');
  command = await s.as('command');
  const { terminals } = await leader.call('listTerminals');
  const mine = terminals.find((t) => t.id === terminal.enrolment.terminalId);
  assert.ok(mine);
  here = { schoolId: mine.schoolId, zoneId: mine.zoneId, terminalId: mine.id };
});
after(() => s.end());

const planOf = (change: object = {}) => ({
  schoolId: here.schoolId,
  title: '防欺凌处置演练',
  places: [{ zoneId: here.zoneId, terminalId: here.terminalId }],
  judged: ['guard' as const],
  answerWithinSec: 20,
  announced: true,
  schedule: null,
  ...change,
});

const runs = async (who = leader) => (await who.call('listDrills')).runs;
const runById = async (runId: string) => {
  const run = (await runs()).find((r) => r.id === runId);
  assert.ok(run);
  return run;
};
const openAlarms = async () =>
  (await command.call('listAlarms', { query: { state: 'open' } })).alarms;
const closeAll = async () => {
  const body = { verdict: 'exercise', reason: '清场' } as const;
  for (const a of await openAlarms()) {
    await command.call('closeAlarm', { params: { alarmId: a.id }, body });
  }
};
const press = async () => {
  const { id } = await terminal.detect({ kind: 'button', confidence: 4, beganAt: s.clock.now() });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const alarm = (await openAlarms()).find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  return alarm;
};

test('a drill begun by hand runs the real pipeline, is timed per person and kept', async () => {
  const { drillId } = await leader.call('planDrill', { body: planOf() });
  const { runId } = await leader.call('startDrill', { params: { drillId } });
  const [alarm] = (await runById(runId)).alarms;
  assert.ok(alarm);
  const record = await s.record(alarm.alarmId);
  assert.deepEqual([record.alarmKind, record.state], ['exercise', 'calling']);
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'sent'));
  await assert.rejects(leader.call('startDrill', { params: { drillId } }), {
    code: 'drill.running',
  });
  await s.advance(8);
  await guard.call('acceptAlarm', { params: { alarmId: alarm.alarmId } });
  await s.advance(30);
  const now = s.clock.now();
  await terminal.publish('arrival', { v: 1, id: runId, at: now, sentAt: now });
  await s.advance(20);
  const body = { verdict: 'exercise', reason: '演练完成' } as const;
  await guard.call('closeAlarm', { params: { alarmId: alarm.alarmId }, body });
  await s.advance(2);
  const run = await runById(runId);
  assert.deepEqual([run.endedWhy, run.startedBy.length > 0], ['closed', true]);
  const [result] = run.alarms;
  assert.equal(Math.round(result?.answeredSec ?? 0), 8);
  assert.equal(Math.round(result?.arrivedSec ?? 0), 38);
  assert.equal(result?.withinMinute, true);
  const judged = result?.people.filter((p) => p.judged) ?? [];
  assert.deepEqual(
    judged.map((p) => [p.post, p.onTime, Math.round(p.answeredSec ?? 0)]),
    [['guard', true, 8]],
  );
});

test('anything real wins: the drill ends at once and the real alarm is never marked', async () => {
  const { drillId } = await leader.call('planDrill', { body: planOf() });
  const { runId } = await leader.call('startDrill', { params: { drillId } });
  await s.advance(5);
  const real = await press();
  assert.equal(real.alarmKind, 'actual');
  await s.advance(2);
  const run = await runById(runId);
  assert.equal(run.endedWhy, 'overtaken');
  assert.ok(run.alarms.every((a) => a.state === 'closed'));
  assert.deepEqual(
    (await openAlarms()).map((a) => [a.id, a.alarmKind]),
    [[real.id, 'actual']],
  );
  assert.match((await s.record(run.alarms[0]?.alarmId ?? '')).closeReason ?? '', /真实报警/);
  await assert.rejects(leader.call('startDrill', { params: { drillId } }), {
    code: 'drill.realAlarm',
  });
  const test = guard.call('armPointTest', { body: { terminalId: here.terminalId } });
  await assert.rejects(test, { code: 'drill.realAlarm' });
  await closeAll();
});

test('a scheduled, unannounced drill is held in its minute; who is judged does not see it before', async () => {
  const schedule = { every: 'once', atMs: s.clock.now() + 90_000 } as const;
  const body = planOf({ announced: false, title: '突击演练', schedule });
  const { drillId } = await leader.call('planDrill', { body });
  const titles = async (who: Actor) => (await who.call('listDrills')).drills.map((d) => d.title);
  assert.ok((await titles(leader)).includes('突击演练'));
  assert.ok(!(await titles(guard)).includes('突击演练'));
  assert.deepEqual(await titles(await s.as('leader2')), []);
  await s.advance(85);
  assert.ok(!(await runs()).some((r) => r.drillId === drillId));
  await s.advance(8);
  const run = (await runs(guard)).find((r) => r.drillId === drillId);
  assert.equal(run?.alarms[0]?.state, 'calling');
  await leader.call('stopDrillRun', { params: { runId: run?.id ?? '' } });
  assert.equal((await runById(run?.id ?? '')).endedWhy, 'stopped');
  const { drills } = await leader.call('listDrills');
  assert.equal(drills.find((d) => d.id === drillId)?.dueAt, null, 'once is once');
  assert.deepEqual(await openAlarms(), []);
});

test('a plan with a place of another school is refused; one given up is not held, and can be taken back', async () => {
  const { schools } = await (await s.as('admin')).call('listSchools');
  const other = schools.find((x) => x.id !== here.schoolId)?.zones[0]?.id ?? '';
  const wrong = planOf({ places: [{ zoneId: other, terminalId: null }] });
  await assert.rejects(leader.call('planDrill', { body: wrong }), { code: 'drill.badPlace' });
  const schedule = { every: 'once', atMs: s.clock.now() + 20_000 } as const;
  const { drillId } = await leader.call('planDrill', { body: planOf({ schedule }) });
  const params = { drillId };
  await leader.call('cancelDrill', { params, body: { cancelled: true } });
  await assert.rejects(leader.call('startDrill', { params }), { code: 'drill.unknown' });
  await s.advance(30);
  assert.ok(!(await runs()).some((r) => r.drillId === drillId));
  await leader.call('cancelDrill', { params, body: { cancelled: false } });
  const { runId } = await leader.call('startDrill', { params });
  await leader.call('stopDrillRun', { params: { runId } });
});

const point = async () => {
  const { points } = await guard.call('listPoints');
  const found = points.find((p) => p.terminalId === here.terminalId);
  assert.ok(found);
  return found;
};

test('point test: the first press is a test and calls the police and no teacher, and they answer', async () => {
  assert.equal((await point()).state, 'overdue');
  const { test: armed } = await guard.call('armPointTest', {
    body: { terminalId: here.terminalId },
  });
  const again = leader.call('armPointTest', { body: { terminalId: here.terminalId } });
  await assert.rejects(again, { code: 'pointTest.busy' });
  await s.advance(10);
  const alarm = await press();
  assert.equal(alarm.alarmKind, 'test');
  const called = alarm.people.map((p) => p.post);
  assert.ok(called.includes('stationCommand'));
  assert.ok(!called.includes('guard') && !called.includes('floorTeacher'), String(called));
  const end = {
    params: { testId: armed.id },
    body: { outcome: 'passed' as const, note: '铃响灯亮' },
  };
  await assert.rejects(guard.call('endPointTest', end), { code: 'pointTest.notAnswered' });
  await s.advance(12);
  await command.call('acceptAlarm', { params: { alarmId: alarm.id } });
  await s.advance(2);
  assert.equal(Math.round((await point()).open?.answeredSec ?? 0), 12);
  await guard.call('endPointTest', end);
  const done = await point();
  assert.deepEqual([done.state, done.last?.outcome, done.open], ['done', 'passed', null]);
  assert.equal((await s.record(alarm.id)).verdict, 'test');
  assert.equal((await press()).alarmKind, 'actual', 'after the test a press is real');
  await closeAll();
});

test('a second press inside the window is real and ends the test; so is a scream', async () => {
  for (const kind of ['button', 'scream'] as const) {
    await guard.call('armPointTest', { body: { terminalId: here.terminalId } });
    await s.advance(3);
    const first = await press();
    assert.equal(first.alarmKind, 'test');
    await s.advance(3);
    const { id } = await terminal.detect({ kind });
    await soon(() => assert.ok(terminal.acked.has(id)));
    const second = (await openAlarms()).find((a) => a.detectionIds.includes(id));
    assert.deepEqual([second?.alarmKind, second?.id === first.id], ['actual', false]);
    await s.advance(2);
    assert.equal((await point()).last?.outcome, 'overtaken');
    assert.equal((await s.record(first.id)).state, 'closed');
    await closeAll();
  }
});

test('in doubt real: a press kept from before the window, and one after it', async () => {
  await guard.call('armPointTest', { body: { terminalId: here.terminalId, minutes: 1 } });
  const now = s.clock.now();
  const { id } = await terminal.detect({
    kind: 'button',
    beganAt: now - 5000,
    decidedAt: now - 5000,
  });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const kept = (await openAlarms()).find((a) => a.detectionIds.includes(id));
  assert.equal(kept?.alarmKind, 'actual');
  await s.advance(2);
  assert.equal((await point()).last?.outcome, 'overtaken');
  await closeAll();
  await guard.call('armPointTest', { body: { terminalId: here.terminalId, minutes: 1 } });
  await s.advance(62);
  assert.equal((await point()).last?.outcome, 'expired');
  assert.equal((await press()).alarmKind, 'actual');
  await closeAll();
});

test('an armed window and its press outlive a restart', async () => {
  await guard.call('armPointTest', { body: { terminalId: here.terminalId } });
  await s.restart();
  await s.advance(1);
  await soon(() => assert.ok(terminal.client.connected));
  const alarm = await press();
  assert.equal(alarm.alarmKind, 'test');
  await command.call('acceptAlarm', { params: { alarmId: alarm.id } });
  await s.advance(2);
  const body = { verdict: 'test', reason: '测试' } as const;
  await command.call('closeAlarm', { params: { alarmId: alarm.id }, body });
  await s.advance(2);
  assert.equal((await point()).last?.outcome, 'passed');
});
