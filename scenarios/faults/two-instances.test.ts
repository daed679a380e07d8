import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { Server } from '@anyuan/server/main.ts';
import { type HttpPeer, startHttpPeer } from '@anyuan/server/notification/peers/http-peer.ts';
import { seedId } from '@anyuan/server/seed/ids.ts';
import { anotherServer } from '@anyuan/testkit/another-server.ts';
import { type PlainBroker, startPlainBroker } from '@anyuan/testkit/plain-broker.ts';
import { type Actor, type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

/** Two servers of one county: what one is told, the other acts on, and nobody is called twice. */
const schoolId = seedId('school/1');
const person = (login: string) => seedId(`person/${login}`);
let broker: PlainBroker;
let hook: HttpPeer;
let s: Scenario;
let other: Server;
let guard: Actor;
let guardThere: Actor;

before(async () => {
  broker = await startPlainBroker();
  hook = await startHttpPeer();
  s = await startScenario({ settings: { mqttUrl: broker.url } });
  other = await anotherServer(s, { mqttUrl: broker.url });
  guard = await s.as('guard');
  guardThere = await s.at(other, 'guard');
});
after(async () => {
  await other.stop();
  await s.end();
  await hook.stop();
  await broker.stop();
});

async function advance(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await s.clock.advance(1000);
    await Promise.all([s.server.idle(), other.idle()]);
  }
}

/** Pressed on the phone, at either server. */
async function raise(at: Actor, alarmKind: 'actual' | 'exercise' | 'test' = 'test') {
  const beganAt = s.clock.now();
  const body = { schoolId, detectionId: v7(), beganAt, alarmKind };
  return (await at.call('raiseAlarm', { body })).alarm;
}

async function close(alarmId: string): Promise<void> {
  const body = { verdict: 'test' as const, reason: '测试' };
  await guard.call('closeAlarm', { params: { alarmId }, body });
}

const rowsOf = async (sql: string, values: unknown[] = []) =>
  (await s.database.pool.query(sql, values)).rows;

test('forty alarms, two workers: every tier in its turn, none twice, none missed; each message once', async () => {
  const { pool } = s.database;
  await pool.query(
    `insert into channel values ('webhook', true, $1, 0)
     on conflict (kind) do update set enabled = true, settings = excluded.settings`,
    [JSON.stringify({ url: hook.url, secret: 'a secret for webhooks' })],
  );
  // Every alarm one of its own.
  await pool.query(`insert into plan (id, school_id, body, created_at) values ($1, $2, $3, $4)`, [
    v7(),
    schoolId,
    JSON.stringify({ ...defaultPlan, mergeWindowSec: 0 }),
    s.clock.now(),
  ]);
  await advance(31);
  const raised = await Promise.all(
    Array.from({ length: 40 }, (_, n) => raise(n % 2 === 0 ? guard : guardThere)),
  );
  const ids = raised.map((a) => a.id);
  assert.equal(new Set(ids).size, 40);
  await advance(131);
  const facts = await rowsOf(
    `select alarm_id, at, body from fact where type = 'dispatch.called' and alarm_id = any($1)
     order by at`,
    [ids],
  );
  const schedules = ids.map((id) => {
    const mine = facts.filter((f) => f.alarm_id === id);
    const first = mine[0]?.at ?? 0;
    return mine.map((f) => `${f.body.tier}.${f.body.round} ${Math.round((f.at - first) / 1000)}s`);
  });
  for (const schedule of schedules) {
    assert.deepEqual(schedule, ['0.0 0s', '1.0 20s', '2.0 40s', '2.1 70s', '2.2 100s', '2.3 130s']);
  }
  await soon(async () => {
    const [{ n }] = await rowsOf(
      `select count(*)::int as n from notification where state = 'queued' and due_at is not null`,
    );
    assert.equal(n, 0);
  });
  const told = hook.hits
    .map((h) => JSON.parse(h.body.toString()))
    .filter((e) => e.event === 'dispatch.called')
    .map((e) => `${e.alarm.id} ${e.fact.tier}.${e.fact.round}`);
  assert.equal(told.length, 40 * 6);
  assert.equal(new Set(told).size, told.length, 'one call told twice');
  for (const id of ids) await close(id);
  await pool.query(`delete from plan where body ->> 'mergeWindowSec' = '0'`);
  await advance(31);
});

test('somebody put on duty at one is called by the other, without waiting for its round', async () => {
  const affairs = await s.as('affairs');
  const shiftId = v7();
  const nightguard = person('nightguard');
  const shift = {
    ...{ name: '临时加岗', post: 'guard' as const, rule: 'FREQ=DAILY', startsOn: '2026-09-16' },
    ...{ fromMinute: 0, toMinute: 1440, buildingId: null, runsOn: ['schoolDay' as const] },
    ...{ rotation: [[nightguard]], rotationStep: 'occurrence' as const, version: 0 },
  };
  const params = { organisationId: schoolId, shiftId };
  const calledThere = async () => {
    const alarm = await raise(guardThere);
    await close(alarm.id);
    return alarm.people.map((p) => p.personId);
  };
  assert.ok(!(await calledThere()).includes(nightguard));
  await affairs.call('saveShift', { params, body: shift });
  await soon(async () => assert.ok((await calledThere()).includes(nightguard)));
  await affairs.call('removeShift', { params });
  await soon(async () => assert.ok(!(await calledThere()).includes(nightguard)));
});

test('a plan saved at one is stamped by the other; what runs keeps its own', async () => {
  const leader = await s.as('leader');
  const running = await raise(guardThere, 'exercise');
  const { version: _version, ...draft } = defaultPlan;
  const params = { schoolId, planKey: 'person' };
  const plan = { ...draft, name: '手机求助', repeatSec: 17 };
  const when = { kinds: ['person' as const] };
  await leader.call('savePlan', { params, body: { basedOn: 0, when, plan } });
  await soon(async () => {
    const alarm = await raise(guardThere);
    const { plan: stamped } = await s.record(alarm.id);
    await close(alarm.id);
    assert.equal(stamped.name, '手机求助');
  });
  assert.notEqual((await s.record(running.id)).plan.name, '手机求助');
  await close(running.id);
  await leader.call('removePlan', { params, body: { basedOn: 1 } });
});

test('a position told to one brings the nearest first at the other, and is forgotten at both', async () => {
  const teacher = await s.as('teacher');
  const teacherThere = await s.at(other, 'teacher');
  const alarm = await raise(guardThere);
  await close(alarm.id);
  assert.notEqual(alarm.people[0]?.personId, person('teacher'));
  const [zone] = await rowsOf('select latitude, longitude from place where id = $1', [
    alarm.zoneId,
  ]);
  const here = { ...zone, accuracyM: 5 };
  await teacher.call('sharePosition', { body: { on: true } });
  await teacher.call('reportPosition', { body: here });
  const first = async () => {
    const next = await raise(guardThere);
    await close(next.id);
    return next.people[0]?.personId;
  };
  await soon(async () => assert.equal(await first(), person('teacher')));
  // Sharing is known there too: the phone may report to either.
  assert.equal((await teacherThere.call('reportPosition', { body: here })).at, s.clock.now());
  await teacher.call('sharePosition', { body: { on: false } });
  await soon(async () => assert.notEqual(await first(), person('teacher')));
  const shown = await teacherThere.call('showPosition');
  assert.deepEqual([shown.sharing, shown.at], [false, null]);
  const [{ n }] = await rowsOf('select count(*)::int as n from position_sharing');
  assert.equal(n, 0);
});

test('a screen open at one counts on the board of the other, until it is closed', async () => {
  const affairs = await s.at(other, 'affairs');
  const isConnected = async () => {
    const { rows } = await affairs.call('showReach', {
      params: { organisationId: schoolId },
    });
    return rows.find((r) => r.personId === person('guard'))?.isConnected;
  };
  assert.equal(await isConnected(), false);
  const screen = await guard.live();
  await soon(async () => assert.equal(await isConnected(), true));
  screen.close();
  await soon(async () => assert.equal(await isConnected(), false));
});
