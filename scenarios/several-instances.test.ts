import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ServerRole } from '@anyuan/contracts/settings.ts';
import type { Server } from '@anyuan/server/main.ts';
import { anotherServer } from '@anyuan/testkit/another-server.ts';
import { type PlainBroker, startPlainBroker } from '@anyuan/testkit/plain-broker.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let broker: PlainBroker;
let s: Scenario;
let other: Server;
let terminal: ScenarioTerminal;
before(async () => {
  broker = await startPlainBroker();
  s = await startScenario({ settings: { mqttUrl: broker.url } });
  other = await second();
  terminal = await s.terminal();
});
after(async () => {
  await other.stop();
  await s.end();
  await broker.stop();
});

const second = (...roles: ServerRole[]) =>
  anotherServer(s, { mqttUrl: broker.url, ...(roles.length > 0 ? { roles } : {}) });

async function advance(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await s.clock.advance(1000);
    await Promise.all([s.server.idle(), other.idle()]);
  }
}

const ready = async () => {
  for (const url of [s.url, other.url()]) {
    await s.clock.advance(1000);
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
  }
};

test('terminals do not learn the account of the server at the broker', () => {
  assert.equal(new URL(terminal.enrolment.mqttUrl).username, '');
});

test('two instances: one alarm, each step once, every screen on both', async () => {
  await soon(ready);
  const guard = await s.as('guard');
  const screens = [await guard.live(), await (await s.at(other, 'guard')).live()];
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const find = async () =>
    (await s.database.pool.query('select * from alarm where detection_ids @> $1', [[id]])).rows;
  const [alarm, ...more] = await find();
  assert.equal(more.length, 0);
  await soon(() => assert.ok(screens.every((screen) => screen.alarms.has(alarm.id))));
  await advance(25);
  await soon(() => assert.ok(screens.every((screen) => screen.alarms.get(alarm.id)?.tier === 1)));
  await advance(60);
  const calls = (await s.record(alarm.id)).timeline.filter((e) => e.type === 'dispatch.called');
  const steps = calls.map((e) => `${e.detail.tier}:${e.detail.round}`);
  assert.deepEqual([...new Set(steps)], steps);
  assert.ok(steps.length >= 4, steps.join());
  await guard.call('acceptAlarm', { params: { alarmId: alarm.id } });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'accepted'));
  await soon(() =>
    assert.ok(screens.every((screen) => screen.alarms.get(alarm.id)?.state === 'accepted')),
  );
});

test('many at once on both instances: each in one alarm, none waits for a deadlock', async () => {
  const ids = Array.from({ length: 150 }, () => v7());
  const began = performance.now();
  await Promise.all(ids.map((id) => terminal.detect({ id, alarmKind: 'exercise' })));
  await soon(() => assert.ok(ids.every((id) => terminal.acked.has(id))));
  const { rows } = await s.database.pool.query(
    'select count(*)::int as n, count(distinct id)::int as d from detection where id = any($1)',
    [ids],
  );
  assert.deepEqual(rows[0], { n: 150, d: 150 });
  const { rows: dead } = await s.database.pool.query(
    'select deadlocks::int as n from pg_stat_database where datname = current_database()',
  );
  assert.equal(dead[0].n, 0);
  assert.ok(performance.now() - began < 5000);
});

test('the same press at the terminal, heard by both and sent again, is one arrival', async () => {
  const at = await s.terminal();
  const { id } = await at.detect({ kind: 'button' });
  await soon(() => assert.ok(at.acked.has(id)));
  const { rows } = await s.database.pool.query('select id from alarm where detection_ids @> $1', [
    [id],
  ]);
  const params = { alarmId: rows[0].id };
  for (const login of ['guard', 'affairs']) {
    await (await s.as(login)).call('acceptAlarm', { params });
    await s.clock.advance(500);
  }
  const press = { v: 1, id: v7(), at: s.clock.now(), sentAt: s.clock.now() };
  await at.publish('arrival', press);
  await soon(() => assert.ok(at.acked.has(press.id)));
  await s.clock.advance(5000);
  await at.publish('arrival', { ...press, sentAt: s.clock.now() });
  const arrived = async () =>
    (await s.record(params.alarmId)).people.filter((p) => p.state === 'arrived').length;
  await soon(async () => assert.equal(await arrived(), 1));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await arrived(), 1);
  const later = { v: 1, id: v7(), at: s.clock.now(), sentAt: s.clock.now() };
  await at.publish('arrival', later);
  await soon(async () => assert.equal(await arrived(), 2));
});

test('the broker is cut and comes back: not ready meanwhile, then everything goes on', async () => {
  await broker.cut();
  await soon(async () => {
    await s.clock.advance(1000);
    assert.equal((await fetch(`${s.url}/healthz`)).status, 503);
  });
  await broker.back();
  await soon(ready, 15_000);
  const { id } = await terminal.detect({ kind: 'button', alarmKind: 'test' });
  await soon(() => assert.ok(terminal.acked.has(id)), 15_000);
});

test('an instance for pages alone is ready, and one that only works is connected to the broker', async () => {
  const pages = await second('api', 'live');
  try {
    assert.equal((await fetch(`${pages.url()}/healthz`)).status, 200);
    const guard = await s.at(pages, 'guard');
    const { alarms } = await guard.call('listAlarms', { query: { state: 'open' } });
    assert.ok(alarms.length > 0);
  } finally {
    await pages.stop();
  }
  const worker = await second('worker');
  try {
    await soon(async () => {
      assert.equal((await fetch(`${worker.url()}/healthz`)).status, 200);
      await s.clock.advance(1000);
    });
  } finally {
    await worker.stop();
  }
});
