import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OwnPostgres, ownPostgres } from '@anyuan/testkit/own-postgres.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import { v7 } from 'uuid';

let database: OwnPostgres;
let s: Scenario;
let terminal: ScenarioTerminal;
before(async () => {
  database = await ownPostgres();
  s = await startScenario({ database });
  terminal = await s.terminal();
});
after(() => s.end());

const alarmOf = async (detectionId: string) => {
  const { rows } = await database.pool.query('select * from alarm where detection_ids @> $1', [
    [detectionId],
  ]);
  assert.equal(rows.length, 1);
  return rows[0];
};

test('PostgreSQL is killed: detections wait, are answered only when committed, and escalate', async () => {
  const before = await terminal.detect({ kind: 'cry' });
  await soon(() => assert.ok(terminal.acked.has(before.id)));
  await database.kill();
  const ids = [v7(), v7()];
  const published = ids.map((id) => terminal.detect({ id, kind: 'button' }));
  await soon(async () => {
    await s.advance(1);
    assert.ok(ids.every((id) => terminal.acked.has(id)));
  }, 20_000);
  await Promise.all(published);
  const alarm = await soon(() => alarmOf(ids[0] ?? ''), 20_000);
  assert.equal(alarm.state, 'calling');
  await s.advance(25);
  await soon(async () => {
    await s.advance(1);
    assert.ok((await alarmOf(before.id)).tier >= 1);
  }, 20_000);
  const health = await soon(async () => {
    await s.advance(2);
    const response = await fetch(`${s.url}/healthz`);
    assert.equal(response.status, 200);
    return response.json();
  }, 20_000);
  assert.equal((health as { ready: boolean }).ready, true);
});

test('PostgreSQL restarts while a tier is due: called once, a little late, and on from there', async () => {
  const { id } = await terminal.detect({ kind: 'button', alarmKind: 'test' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.advance(19);
  await database.kill();
  // The second tier comes due with nobody there to ask.
  for (let i = 0; i < 4; i++) await s.clock.advance(500);
  const { id: alarmId } = await soon(async () => {
    await s.clock.advance(100);
    const alarm = await alarmOf(id);
    assert.equal(alarm.tier, 1);
    return alarm;
  }, 20_000);
  await s.advance(60);
  const { rows } = await database.pool.query(
    `select body ->> 'tier' as tier, body ->> 'round' as round from fact
     where alarm_id = $1 and type = 'dispatch.called' order by at`,
    [alarmId],
  );
  const steps = rows.map((r) => `${r.tier}.${r.round}`);
  assert.deepEqual(steps.slice(0, 4), ['0.0', '1.0', '2.0', '2.1']);
  assert.equal(new Set(steps).size, steps.length, steps.join());
});

test('the server restarts: alarms go on where they were, screens and terminals come back', async () => {
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  const { id: alarmId, round } = await alarmOf(id);
  const reconnected = new Promise<void>((resolve) =>
    terminal.client.once('connect', () => resolve()),
  );
  await s.restart(() => s.clock.jump(90_000));
  await reconnected;
  const guard = await s.as('guard');
  const screen = await guard.live();
  assert.ok(screen.alarms.has(alarmId));
  await soon(async () => {
    await s.advance(1);
    const now = await alarmOf(id);
    assert.ok(now.round > round, `${now.round} > ${round}`);
  });
  await soon(() => assert.equal(terminal.states.at(-1)?.stage, 'sent'));
});

for (const [name, jumpMs] of [
  ['forward', 3_600_000],
  ['back', -3_600_000],
] as const) {
  test(`the clock was set an hour ${name} while the server was down: no silence`, async () => {
    const { id } = await terminal.detect({ kind: 'button', alarmKind: 'exercise' });
    await soon(() => assert.ok(terminal.acked.has(id)));
    await s.restart(() => s.clock.jump(jumpMs));
    const due = (await alarmOf(id)).round;
    await s.advance(75);
    const alarm = await alarmOf(id);
    assert.ok(alarm.round > due || alarm.tier > 0, JSON.stringify([alarm.tier, alarm.round]));
    assert.ok(alarm.due_at > s.clock.now() && alarm.due_at < s.clock.now() + 120_000);
  });
}

test('several days pass without anybody: still calling, never closed by itself', async () => {
  const { id } = await terminal.detect({ kind: 'button', alarmKind: 'test' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.restart(() => s.clock.jump(3 * 86_400_000));
  await s.advance(40);
  const alarm = await alarmOf(id);
  assert.equal(alarm.state, 'calling');
  assert.ok(alarm.due_at > s.clock.now());
});
