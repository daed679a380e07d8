import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openDb } from '@anyuan/server/platform/db.ts';
import {
  type Actor,
  type Scenario,
  type ScenarioTerminal,
  soon,
  startScenario,
} from '@anyuan/testkit/scenario.ts';

const secret = 'watchdog-secret-of-the-test';
/** Somebody else's machine: checks the signature by its own hand. */
const heard: { at: number; genuine: boolean }[] = [];
let answers = 200;
const peer = createServer((request, reply) => {
  let body = '';
  request.on('data', (part) => {
    body += part;
  });
  request.on('end', () => {
    const timestamp = String(request.headers['x-anyuan-timestamp']);
    const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const genuine = request.headers['x-anyuan-signature'] === `sha256=${mac}`;
    heard.push({ at: JSON.parse(body).at, genuine });
    reply.writeHead(answers).end();
  });
});

let s: Scenario;
let terminal: ScenarioTerminal;
let leader: Actor;
before(async () => {
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  const { port } = peer.address() as AddressInfo;
  const watchdogUrl = `http://127.0.0.1:${port}/alive`;
  s = await startScenario({ settings: { watchdogUrl, watchdogSecret: secret, watchdogSec: 10 } });
  terminal = await s.terminal();
  leader = await s.as('leader');
});
after(async () => {
  await s.end();
  peer.closeAllConnections();
  await new Promise((resolve) => peer.close(resolve));
});

const audit = (who = leader) => who.call('showAudit');

test('every open alarm stands there with its next step and when', async () => {
  const { id } = await terminal.detect();
  await soon(() => assert.ok(terminal.acked.has(id)));
  const first = await audit();
  assert.deepEqual(
    first.alarms.map((a) => [a.state, a.nextStep]),
    [['calling', 'callNextTier']],
  );
  assert.equal(first.alarms[0]?.dueAt, (first.alarms[0]?.raisedAt ?? 0) + 20_000);
  await s.advance(45);
  assert.equal((await audit()).alarms[0]?.nextStep, 'callAgain');
  const alarmId = first.alarms[0]?.alarmId ?? '';
  const guard = await s.as('guard');
  await guard.call('acceptAlarm', { params: { alarmId } });
  assert.equal((await audit()).alarms[0]?.nextStep, 'chaseArrival');
  assert.deepEqual((await audit(await s.as('leader2'))).alarms, [], 'another school sees nothing');
  const body = { verdict: 'false', reason: '误报' } as const;
  await guard.call('closeAlarm', { params: { alarmId }, body });
  assert.deepEqual((await audit()).alarms, []);
});

test('the watchdog hears a signed sign of life after good rounds; silence of it is a notice', async () => {
  await s.advance(20);
  await soon(() => assert.ok(heard.length >= 2));
  assert.ok(heard.every((h) => h.genuine));
  await soon(async () => {
    const { watchdog, auditedAt, now } = await audit();
    assert.ok(watchdog?.succeededAt && now - watchdog.succeededAt <= 15_000);
    assert.ok(auditedAt !== null && now - auditedAt <= 6_000);
    assert.equal(watchdog.error, null);
  });
  answers = 500;
  for (let i = 0; i < 4; i++) {
    const before = heard.length;
    await s.advance(15);
    await soon(() => assert.ok(heard.length > before));
  }
  const notices = async () => (await audit()).operations.map((o) => o.kind);
  await soon(async () => assert.ok((await notices()).includes('watchdog.unreachable')));
  assert.equal((await audit()).watchdog?.error, 'HTTP 500');
  answers = 200;
  await s.advance(20);
  await soon(async () => assert.ok(!(await notices()).includes('watchdog.unreachable')));
});

test('a parked delivery is shown and tried again at once by hand', async () => {
  const db = openDb(s.database.connection, { max: 1 });
  const now = s.clock.now();
  const { rows } = await db.pool.query(
    `insert into delivery (consumer, fact, fact_id, at, due_at, attempts, parked_at, error)
     values ('review', $1, gen_random_uuid(), $2, $3, 8, $2, 'boom') returning id`,
    [JSON.stringify({ type: 'terminal.online', terminalId: '' }), now, now + 600_000],
  );
  const [parked] = (await audit()).parked;
  assert.deepEqual([parked?.deliveryId, parked?.attempts, parked?.error], [rows[0].id, 8, 'boom']);
  assert.equal((await audit()).consumers.find((c) => c.consumer === 'review')?.parked, 1);
  await leader.call('retryDelivery', { params: { deliveryId: rows[0].id } });
  await s.advance(2);
  await soon(async () => assert.deepEqual((await audit()).parked, []));
  await leader.call('retryDelivery', { params: { deliveryId: rows[0].id } });
  await db.close();
});

test('a notice is taken by one, shown to all, and given back', async () => {
  answers = 500;
  await s.advance(60);
  const find = async (who: Actor) =>
    (await audit(who)).operations.find((o) => o.kind === 'watchdog.unreachable');
  const operation = await soon(async () => {
    const found = await find(leader);
    assert.ok(found);
    return found;
  });
  const params = { operationId: operation.id };
  const affairs = await s.as('affairs');
  const screen = await affairs.live();
  await leader.call('takeOperation', { params });
  await soon(() =>
    assert.ok(
      screen.frames.some((f) => f.type === 'operations' && f.operations.some((o) => o.takenBy)),
    ),
  );
  await assert.rejects(affairs.call('takeOperation', { params }), { code: 'operation.taken' });
  await assert.rejects(affairs.call('giveBackOperation', { params }), { code: 'operation.taken' });
  await leader.call('giveBackOperation', { params });
  assert.equal((await find(affairs))?.takenBy, null);
});
