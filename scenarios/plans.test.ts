import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { PlanDraft, PlanWhen } from '@anyuan/contracts/plan.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import {
  type Actor,
  Refused,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import pg from 'pg';

let s: Scenario;
let terminal: ScenarioTerminal;
let leader: Actor;
let guard: Actor;
let teacher: Actor;
let schoolId: string;

before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
  leader = await s.as('leader');
  guard = await s.as('guard');
  teacher = await s.as('teacher');
  schoolId = (await leader.call('listSchools')).schools[0]?.id ?? '';
});
after(() => s.end());

const { version: _version, ...draft } = defaultPlan;

async function save(key: string, when: PlanWhen, change: Partial<PlanDraft>): Promise<void> {
  const { versions } = await leader.call('listPlanVersions', {
    params: { schoolId, planKey: key },
  });
  await leader.call('savePlan', {
    params: { schoolId, planKey: key },
    body: { basedOn: versions[0]?.version ?? 0, when, plan: { ...draft, ...change } },
  });
}

/** Raises an alarm and waits for its record. */
async function raise(how: Parameters<ScenarioTerminal['detect']>[0] = {}): Promise<string> {
  const { id } = await terminal.detect(how);
  await soon(() => assert.ok(terminal.acked.has(id)));
  const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
  return alarms.find((a) => a.detectionIds.includes(id))?.id ?? assert.fail('no alarm');
}

async function close(alarmId: string): Promise<void> {
  const body = { verdict: 'true' as const, reason: '已处置' };
  await guard.call('closeAlarm', { params: { alarmId }, body });
}

const calls = async (alarmId: string) =>
  (await s.record(alarmId)).timeline
    .filter((e) => e.type === 'dispatch.called')
    .map((e) => `${e.detail.tier}.${e.detail.round} ${e.detail.why}`);

async function zoneOfTerminal(): Promise<{
  zoneId: string;
  latitude: number;
  longitude: number;
}> {
  const client = new pg.Client(s.database.connection as pg.ClientConfig);
  await client.connect();
  const { rows } = await client.query(
    `select id as "zoneId", latitude, longitude from place
     where id = (select zone_id from terminal where id = $1)`,
    [terminal.enrolment.terminalId],
  );
  await client.end();
  return rows[0];
}

test('two must come: one who accepted is told to the child, and calling goes on for the other', async () => {
  const [nearest, ...rest] = draft.tiers;
  assert.ok(nearest);
  await save(
    'two',
    { kinds: ['quarrel'] },
    { name: '两人到场', tiers: [{ ...nearest, needed: 2 }, ...rest] },
  );
  const alarmId = await raise({ kind: 'quarrel' });
  await guard.call('acceptAlarm', { params: { alarmId } });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'accepted'));
  await s.advance(21);
  assert.deepEqual(await calls(alarmId), ['0.0 raised', '1.0 stepped']);
  const doctor = await s.as('doctor');
  await doctor.call('acceptAlarm', { params: { alarmId } });
  await s.advance(40);
  assert.equal((await calls(alarmId)).length, 2, 'both are on the way');
  await s.advance(25);
  const late = await calls(alarmId);
  assert.equal(late.at(-1), '2.0 arrivalOverdue', 'nobody arrived within the minute');
  await close(alarmId);
});

test('a tier in which nobody can be reached is passed over at once, with a fact', async () => {
  const client = new pg.Client(s.database.connection as pg.ClientConfig);
  await client.connect();
  // School doctor, leader and officer give up every address; none of them has a screen or a session.
  const logins = ['leader', 'doctor', 'officer'];
  await client.query(
    'delete from session where person_id in (select id from person where login = any($1))',
    [logins],
  );
  await client.query('update person set email = null where login = any($1)', [logins]);
  await s.advance(31);
  const alarmId = await raise({ kind: 'scream' });
  await s.advance(21);
  const { timeline } = await s.record(alarmId);
  const skipped = timeline.filter((e) => e.type === 'dispatch.tierSkipped');
  assert.deepEqual(
    skipped.map((e) => [e.detail.tier, e.detail.why]),
    [[1, 'unreachable']],
  );
  assert.deepEqual(await calls(alarmId), ['0.0 raised', '2.0 skipped']);
  await close(alarmId);
  await client.query(`update person set email = login || '@anyuan.invalid' where login = any($1)`, [
    logins,
  ]);
  await client.end();
  leader = await s.as('leader');
});

test('the plan is chosen by the hour; an edit harms no running alarm and can be taken back', async () => {
  const night: PlanWhen = { hours: { fromMinute: 22 * 60, toMinute: 6 * 60 } };
  await save('night', night, { name: '夜间', repeatSec: 15 });
  const byDay = await raise({ kind: 'cry' });
  assert.equal((await s.record(byDay)).plan.name, '标准处置');
  await close(byDay);
  // 10:00 and a few minutes until 22:30.
  await s.clock.advance(12.5 * 3_600_000);
  [leader, guard, teacher] = (await Promise.all(
    ['leader', 'guard', 'teacher'].map((l) => s.as(l)),
  )) as [Actor, Actor, Actor];
  const running = await raise({ kind: 'cry' });
  const before = await s.record(running);
  assert.equal(before.plan.name, '夜间');

  await save('night', night, {
    name: '改过',
    tiers: [{ name: 'reserve', posts: ['dutyLeader'], waitSec: 5 }],
  });
  await s.advance(21);
  const after = await s.record(running);
  assert.deepEqual(after.plan, before.plan);
  assert.deepEqual(await calls(running), ['0.0 raised', '1.0 stepped']);
  await close(running);
  const next = await raise({ kind: 'cry' });
  assert.equal((await s.record(next)).plan.name, '改过');
  await close(next);

  await leader.call('restorePlan', {
    params: { schoolId, planKey: 'night' },
    body: { basedOn: 2, version: 1 },
  });
  const restored = await raise({ kind: 'cry' });
  const { plan } = await s.record(restored);
  assert.deepEqual([plan.name, plan.version, plan.tiers.length], ['夜间', 3, 3]);
  await close(restored);
  const { rows } = await s.database.pool.query(
    `select body from fact where type = 'plan.changed' and body ->> 'key' = 'night' order by at, id`,
  );
  assert.deepEqual(
    rows.map(({ body }) => [body.version, body.what, body.personId]),
    ['saved', 'saved', 'restored'].map((what, i) => [i + 1, what, seedId('person/leader')]),
  );
});

test('a bad plan is refused with what is wrong, and nothing changes', async () => {
  const before = await leader.call('listPlans', { params: { schoolId } });
  const [tier] = draft.tiers;
  assert.ok(tier);
  const bad: [PlanWhen, Partial<PlanDraft>, string][] = [
    [{ kinds: ['bang'] }, { tiers: [] }, 'plan.noTier'],
    [{ kinds: ['bang'] }, { tiers: [{ ...tier, posts: ['cook'] }] }, 'plan.unknownPost'],
    [{ kinds: ['bang'] }, { tiers: [{ ...tier, waitSec: 0 }] }, 'plan.badTime'],
    [{ kinds: ['quarrel', 'bang'] }, {}, 'plan.overlaps'],
    [{}, {}, 'plan.matchesAll'],
  ];
  for (const [when, change, code] of bad) {
    await assert.rejects(save('bad', when, change), (e) => e instanceof Refused && e.code === code);
  }
  const removed = leader.call('removePlan', {
    params: { schoolId, planKey: 'default' },
    body: { basedOn: 0 },
  });
  await assert.rejects(removed, /plan.isDefault/);
  assert.deepEqual(await leader.call('listPlans', { params: { schoolId } }), before);
});

test('a dry run says what then happens, to the second', async () => {
  const { zoneId } = await zoneOfTerminal();
  const at = s.clock.now();
  const request = { zoneId, kind: 'scream' as const, confidence: 3 };
  const said = await leader.call('dryRunPlan', { params: { schoolId }, body: request });
  const alarmId = await raise({ kind: 'scream' });
  await s.advance(125);
  const record = await s.record(alarmId);
  const happened = record.timeline
    .filter((e) => e.type === 'dispatch.called' || e.type === 'dispatch.tierSkipped')
    .map((e) => ({
      afterSec: Math.round((e.at - at) / 1000),
      tier: e.detail.tier,
      round: e.detail.round ?? 0,
      people: ((e.detail.people ?? []) as { personId: string }[]).map((p) => p.personId),
    }));
  const expected = said.lines.map(({ afterSec, tier, round, people }) => ({
    afterSec,
    tier,
    round,
    people: people.map((p) => p.personId),
  }));
  assert.ok(expected.length >= 5, 'up to the second repeat');
  assert.deepEqual(happened.slice(0, expected.length), expected);
  assert.equal(said.plan.name, record.plan.name);
  await close(alarmId);

  const first = said.lines[0]?.people[0]?.personId ?? '';
  const answered = await leader.call('dryRunPlan', {
    params: { schoolId },
    body: { ...request, answers: [{ personId: first, type: 'accept', afterSec: 7 }] },
  });
  const [, accepted, climbs] = answered.lines;
  assert.deepEqual([accepted?.type, accepted?.afterSec], ['accepted', 7]);
  assert.deepEqual([climbs?.why, climbs?.afterSec], ['arrivalOverdue', 67]);
});

test('within a tier the nearest by position comes first; sharing is on by the person alone', async () => {
  const without = await raise({ kind: 'scream' });
  assert.equal((await s.record(without)).people[0]?.post, 'guard');
  await close(without);
  const off = await teacher.call('reportPosition', {
    body: { latitude: 39.7, longitude: 98.5, accuracyM: 5 },
  });
  assert.deepEqual([off.sharing, off.at, off.onDuty], [false, null, true]);
  await teacher.call('sharePosition', { body: { on: true } });
  const { latitude, longitude } = await zoneOfTerminal();
  const at = { latitude, longitude };
  const shared = await teacher.call('reportPosition', { body: { ...at, accuracyM: 5 } });
  assert.equal(shared.at, s.clock.now());
  const first = await raise({ kind: 'scream' });
  assert.equal((await s.record(first)).people[0]?.name, '王示例');
  await close(first);
  const stopped = await teacher.call('sharePosition', { body: { on: false } });
  assert.deepEqual([stopped.sharing, stopped.at], [false, null]);
});
