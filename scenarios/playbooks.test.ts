import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Actor,
  Refused,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

let s: Scenario;
let terminal: ScenarioTerminal;
let guard: Actor;
let leader: Actor;

before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
  guard = await s.as('guard');
  leader = await s.as('leader');
});
after(() => s.end());

async function raise(kind: 'button' | 'cry' | 'scream', alarmKind: 'actual' | 'test' = 'actual') {
  const { id } = await terminal.detect({ kind, alarmKind });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.server.idle();
  const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
  const alarm = alarms.find((a) => a.detectionIds.includes(id));
  assert.ok(alarm);
  return alarm.id;
}
const runOf = async (alarmId: string) => {
  const { run } = await guard.call('showPlaybookRun', { params: { alarmId } });
  assert.ok(run);
  return run;
};
const close = (alarmId: string) =>
  guard.call('closeAlarm', { params: { alarmId }, body: { verdict: 'true', reason: '已处置' } });
const overdueOf = async (alarmId: string) =>
  (await s.record(alarmId)).timeline.filter((e) => e.type === 'playbook.stepOverdue');

test('a playbook opens with the alarm, is ticked off live, and an overdue step reminds its post', async () => {
  const screen = await leader.live();
  const alarmId = await raise('button');
  const run = await soon(() => runOf(alarmId));
  const record = await s.record(alarmId);
  assert.equal(run.openedAt, record.times.t2, 'seconds count from the alarm');
  assert.equal(run.name, '有人求助');
  const [go, protect] = run.steps;
  assert.deepEqual([go?.post, go?.withinSec, protect?.post], ['guard', 60, 'floorTeacher']);

  await s.advance(20);
  const params = { alarmId };
  for (const item of [0, 1]) {
    await guard.call('tickPlaybook', { params, body: { step: 'go', item, done: true } });
  }
  const ticked = await runOf(alarmId);
  assert.equal(ticked.steps[0]?.done?.personName, '赵示例', 'all items done is the step done');
  await soon(() => {
    const runs = screen.frames.flatMap((f) => (f.type === 'playbooks' ? f.runs : []));
    assert.ok(runs.some((run) => run.alarmId === alarmId && run.steps[0]?.done !== null));
  });

  await s.advance(45);
  const overdue = await overdueOf(alarmId);
  assert.deepEqual(
    overdue.map((e) => [e.detail.step, e.detail.post]),
    [['protect', 'floorTeacher']],
  );
  const reminded = overdue[0]?.detail.people as { personId: string }[];
  assert.ok(reminded.length > 0, 'the floor teachers who were called');
  await s.advance(1);
  const { run: late } = await guard.call('showPlaybookRun', { params });
  assert.deepEqual([late?.steps[0]?.reminded, late?.steps[1]?.reminded], [0, 1]);

  await guard.call('tickPlaybook', { params, body: { step: 'go', item: null, done: false } });
  assert.equal((await runOf(alarmId)).steps[0]?.done, null, 'taken back');
  await guard.call('tickPlaybook', { params, body: { step: 'go', item: null, done: true } });
  await guard.call('acceptAlarm', { params });
  await s.server.idle();
  const before = await overdueOf(alarmId);
  await close(alarmId);
  await s.advance(300);
  assert.notEqual((await runOf(alarmId)).endedAt, null);
  const after = await overdueOf(alarmId);
  assert.equal(after.length, before.length, 'nobody is reminded of what is over');
  await assert.rejects(
    guard.call('tickPlaybook', { params, body: { step: 'protect', item: null, done: true } }),
    (e) => e instanceof Refused && e.code === 'playbook.ended',
  );
});

test('the reminder reaches the phone of the post, with the step in words', async () => {
  const teacher = await s.as('teacher');
  await teacher.call('subscribePush', {
    body: {
      endpoint: 'https://push.example.com/teacher',
      keys: {
        p256dh: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url'),
        auth: Buffer.alloc(16, 2).toString('base64url'),
      },
    },
  });
  const alarmId = await raise('button');
  await s.advance(62);
  await soon(async () => {
    const { notifications } = await s.record(alarmId);
    const pushes = notifications.filter(
      (n) => n.channel === 'webpush' && n.personName === '王示例',
    );
    // The first call, and the reminder of the step of the floor teacher.
    assert.ok(
      pushes.length >= 2,
      JSON.stringify(notifications.map((n) => [n.channel, n.personName])),
    );
  });
  await close(alarmId);
});

test('a school makes a playbook its own; running alarms keep theirs; a test has none', async () => {
  const { schools } = await leader.call('listSchools');
  const schoolId = schools[0]?.id ?? '';
  const running = await raise('cry');
  const before = await soon(() => runOf(running));
  const params = { schoolId, playbookKey: 'cry' };
  const step = {
    key: 'sit',
    title: '陪学生坐一会儿',
    post: 'floorTeacher',
    withinSec: 90,
    items: [],
  };
  const playbook = {
    name: '哭声（本校）',
    kinds: ['cry' as const],
    alarmKinds: ['actual' as const],
    steps: [step],
  };
  await leader.call('savePlaybook', { params, body: { basedOn: 0, playbook } });
  assert.deepEqual(await runOf(running), before);
  await close(running);
  const next = await raise('cry');
  assert.equal((await soon(() => runOf(next))).name, '哭声（本校）');
  await close(next);

  const refused: [object, string][] = [
    [{ ...playbook, steps: [] }, 'playbook.noStep'],
    [{ ...playbook, steps: [{ ...step, withinSec: 0 }] }, 'playbook.badTime'],
    [{ ...playbook, steps: [{ ...step, post: 'cook' }] }, 'plan.unknownPost'],
    [{ ...playbook, steps: [{ ...step, title: ' ' }] }, 'playbook.invalid'],
  ];
  for (const [bad, code] of refused) {
    const body = { basedOn: 1, playbook: bad as typeof playbook };
    await assert.rejects(
      leader.call('savePlaybook', { params, body }),
      (e) => e instanceof Refused && e.code === code,
      code,
    );
  }
  const twin = { schoolId, playbookKey: 'other' };
  await assert.rejects(
    leader.call('savePlaybook', { params: twin, body: { basedOn: 0, playbook } }),
    /playbook.overlaps/,
  );

  await leader.call('restorePlaybook', { params, body: { basedOn: 1, version: 0 } });
  const restored = await raise('cry');
  assert.equal((await soon(() => runOf(restored))).name, before.name);
  await close(restored);
  await leader.call('removePlaybook', { params, body: { basedOn: 2 } });
  const without = await raise('cry');
  const { run } = await guard.call('showPlaybookRun', { params: { alarmId: without } });
  assert.equal(run, null);
  await close(without);
  const tested = await raise('scream', 'test');
  const none = await guard.call('showPlaybookRun', { params: { alarmId: tested } });
  assert.equal(none.run, null);
  await close(tested);
});

test('every change of a playbook is a fact with who made it', async () => {
  const { rows } = await s.database.pool.query(
    `select body ->> 'what' as what, p.login from fact
     join person p on p.id = (body ->> 'personId')::uuid
     where type = 'playbook.changed' order by at, fact.id`,
  );
  assert.deepEqual(
    rows.map((r) => `${r.login} ${r.what}`),
    ['leader saved', 'leader restored', 'leader removed'],
  );
});
