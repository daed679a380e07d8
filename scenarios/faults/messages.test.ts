import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Detection } from '@anyuan/contracts/detection.ts';
import { topicOf } from '@anyuan/contracts/topics.ts';
import {
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';
import fc from 'fast-check';
import mqtt from 'mqtt';
import { v7 } from 'uuid';

let s: Scenario;
let terminal: ScenarioTerminal;
before(async () => {
  s = await startScenario();
  terminal = await s.terminal();
});
after(() => s.end());

async function count(sql: string, values: unknown[] = []): Promise<number> {
  const { rows } = await s.database.pool.query(`select count(*)::int as n from ${sql}`, values);
  return rows[0].n;
}

test('the same detection, sent many times and out of order, is one detection in one alarm', async () => {
  const first = await terminal.detect();
  const second: Partial<Detection> = { id: v7(), kind: 'cry' };
  await Promise.all([
    terminal.detect(second),
    terminal.detect(first),
    terminal.detect(first),
    terminal.detect(second),
    terminal.detect({ ...first, sentAt: s.clock.now() + 5 }),
  ]);
  await soon(() => assert.ok(terminal.acked.has(first.id) && terminal.acked.has(second.id ?? '')));
  const ids = [first.id, second.id];
  assert.equal(await count('detection where id = any($1)', [ids]), 2);
  assert.equal(await count('alarm where detection_ids && $1', [ids]), 1);
  await s.server.idle();
  assert.equal(await count("fact where type = 'alarm.raised'"), 1);
});

test('a button after a sound makes the alarm certain; a drill stays apart from it', async () => {
  const other = await s.terminal();
  const sound = await other.detect({ confidence: 2 });
  const press = await other.detect({ kind: 'button', confidence: 4 });
  const drill = await other.detect({ kind: 'button', confidence: 4, alarmKind: 'exercise' });
  await soon(() => assert.ok([sound, press, drill].every((d) => other.acked.has(d.id))));
  const { rows } = await s.database.pool.query(
    `select confidence, kind, has_button, alarm_kind, detection_ids from alarm
     where detection_ids && $1 order by t2, id`,
    [[sound.id, drill.id]],
  );
  assert.equal(rows.length, 2);
  assert.deepEqual(
    [rows[0].confidence, rows[0].kind, rows[0].has_button, rows[0].detection_ids],
    [4, 'button', true, [sound.id, press.id]],
  );
  assert.equal(rows[1].alarm_kind, 'exercise');
});

test('a clock that is years off: true times, both clocks kept', async () => {
  const other = await s.terminal();
  const now = s.clock.now();
  const wrongMs = -20 * 365 * 86_400_000;
  const { id } = await other.detect({
    beganAt: now + wrongMs - 3000,
    decidedAt: now + wrongMs - 500,
    sentAt: now + wrongMs,
  });
  await soon(() => assert.ok(other.acked.has(id)));
  const { rows } = await s.database.pool.query(
    'select d.terminal_began_at, d.skew_ms, a.t0 from detection d join alarm a on a.id = d.alarm_id where d.id = $1',
    [id],
  );
  assert.equal(rows[0].terminal_began_at, now + wrongMs - 3000);
  assert.equal(rows[0].t0, now - 3000);
  const future = await other.detect({ beganAt: now + 9e9, decidedAt: now + 9e9, sentAt: now });
  await soon(() => assert.ok(other.acked.has(future.id)));
});

test('hostile payloads are refused by code, counted, on record, and harm nobody', async () => {
  const good = await terminal.detect();
  const bad: (string | Buffer | object)[] = [
    '',
    'null',
    '{',
    '[]',
    '{"id":"x"}',
    { ...good, id: v7(), kind: 'nothing' },
    { ...good, id: v7(), beganAt: -1 },
    { ...good, id: v7(), beganAt: 1e300 },
    { ...good, id: v7(), reasons: Array.from({ length: 100 }, () => good.reasons[0]) },
    { ...good, id: v7(), extra: '\u0000' },
    Buffer.alloc(20_000, 0x20),
    Buffer.from([0xff, 0xfe, 0x00, 0x80]),
    ...fc.sample(fc.json(), 40),
    ...fc.sample(fc.uint8Array({ maxLength: 300 }), 40).map((bytes) => Buffer.from(bytes)),
  ];
  for (const payload of bad) await terminal.publish('detection', payload);
  for (const leaf of ['heartbeat', 'fault', 'status', 'arrival'] as const) {
    await terminal.publish(leaf, '{"v":1}');
  }
  await soon(() => assert.ok(terminal.refused.size >= 4, String(terminal.refused.size)));
  assert.ok([...terminal.refused.values()].every((code) => code === 'detection.malformed'));
  const metrics = await (await fetch(`${s.url}/metrics`)).text();
  const counted = /anyuan_rejected_total\{code="detection.malformed"\} (\d+)/.exec(metrics)?.[1];
  assert.ok(Number(counted) >= bad.length - 2, counted);
  await soon(async () => assert.ok((await count("fact where type = 'detection.rejected'")) > 0));
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
});

test('a packet larger than the broker takes ends that connection only', async () => {
  const other = await s.terminal();
  const closed = new Promise<void>((resolve) => other.client.once('close', () => resolve()));
  other.client.publish(topicOf(other.enrolment.terminalId, 'detection'), Buffer.alloc(200_000));
  await closed;
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
});

test('a terminal reaches only its own topics', async () => {
  const mine = await s.terminal();
  const theirs = terminal.enrolment.terminalId;
  const before = await count('detection');
  for (const topic of [
    '#',
    '+/#',
    'anyuan/v1/#',
    '$SYS/#',
    topicOf(theirs, 'ack'),
    topicOf(theirs, 'state'),
  ]) {
    const granted = await mine.client.subscribeAsync(topic, { qos: 1 }).then(
      (g) => g[0]?.qos,
      () => 128,
    );
    assert.equal(granted, 128, topic);
  }
  const heard: string[] = [];
  mine.client.on('message', (topic) => heard.push(topic));
  const stolen = { ...(await terminal.detect()), id: v7() };
  const gone = new Promise<void>((resolve) => mine.client.once('close', () => resolve()));
  mine.client.publish(topicOf(theirs, 'detection'), JSON.stringify(stolen), { qos: 1 });
  await gone;
  assert.equal(await count('detection where id = $1', [stolen.id]), 0);
  assert.equal(await count('detection'), before + 1);
  assert.ok(heard.every((topic) => topic.includes(mine.enrolment.terminalId)));
});

test('a wrong secret, an unknown terminal and another client id are turned away', async () => {
  const { terminalId, secret, mqttUrl } = terminal.enrolment;
  const attempts = [
    { clientId: terminalId, username: terminalId, password: 'wrong' },
    { clientId: v7(), username: v7(), password: secret },
    { clientId: 'another', username: terminalId, password: secret },
    { clientId: terminalId },
  ];
  for (const attempt of attempts) {
    const code = await new Promise<number>((resolve) => {
      const client = mqtt.connect(mqttUrl, { ...attempt, reconnectPeriod: 0 });
      client.on('error', (error) => {
        client.end(true);
        resolve((error as { code?: number }).code ?? -1);
      });
      client.on('connect', () => {
        client.end(true);
        resolve(0);
      });
    });
    assert.equal(code, 4, JSON.stringify(Object.keys(attempt)));
  }
});

test('a poisoned delivery is parked and told; the others pass', async () => {
  await s.database.pool.query(
    `insert into delivery (consumer, fact, fact_id, at, due_at)
     values ('terminal', '{"type":"alarm.raised","alarmId":"not-a-uuid"}', gen_random_uuid(), $1, $1)`,
    [s.clock.now()],
  );
  const { id } = await terminal.detect({ kind: 'button' });
  await soon(() => assert.ok(terminal.acked.has(id)));
  await s.advance(200);
  assert.equal(await count('delivery where parked_at is not null'), 1);
  assert.equal(
    await count('delivery where parked_at is null and due_at < $1', [s.clock.now() - 5000]),
    0,
  );
  assert.equal(await count("operation where kind = 'delivery.parked'"), 1);
  await s.database.pool.query(
    `update delivery set fact = jsonb_set(fact, '{alarmId}', to_jsonb(gen_random_uuid()::text))`,
  );
  await s.advance(601);
  assert.equal(await count('delivery where parked_at is not null'), 0);
  assert.equal(await count("operation where kind = 'delivery.parked' and cleared_at is null"), 0);
});

test('a poisoned alarm holds up no other alarm and is told', async () => {
  const [poisoned, sound] = [await s.terminal(), await s.terminal()];
  const one = await poisoned.detect();
  await soon(() => assert.ok(poisoned.acked.has(one.id)));
  await s.database.pool.query(
    `update alarm set plan = '{"tiers":null}' where detection_ids @> $1`,
    [[one.id]],
  );
  const two = await sound.detect();
  await soon(() => assert.ok(sound.acked.has(two.id)));
  await s.advance(25);
  const { rows } = await s.database.pool.query(
    `select tier, step_failures from alarm where detection_ids && $1 order by t2, id`,
    [[one.id, two.id]],
  );
  assert.ok(rows[0].step_failures > 0);
  assert.equal(rows[1].tier, 1);
  assert.ok((await count("operation where kind = 'alarm.withoutNextStep'")) > 0);
  await s.database.pool.query('delete from alarm where detection_ids @> $1', [[one.id]]);
});
