import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { upLeaves } from '@anyuan/contracts/topics.ts';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { seedId } from '../seed/ids.ts';
import { makeWorld, type World } from '../seed/test-world.ts';

const t01 = seedId('terminal/T01');
const t02 = seedId('terminal/T02');
let world: World;

before(async () => {
  world = await makeWorld();
});
after(() => world.end());

const heartbeat = (more: object = {}) => ({
  v: 1,
  at: world.clock.now(),
  levelDbfs: -42,
  temperatureC: null,
  diskFreeMb: 900,
  spooled: 0,
  uptimeSec: 60,
  version: '0.1.0',
  configVersion: 1,
  microphone: 'ok',
  ...more,
});
const status = (online: boolean) => ({ v: 1, online, at: world.clock.now() });
const viewOf = async (id: string) => (await world.devices.terminalViews([id]))[0] as TerminalView;
const newFacts = async (seen: number) => (await world.facts()).slice(seen);

test('a terminal connects: online, with its configuration and the state of its alarm', async () => {
  const seen = (await world.facts()).length;
  await world.link.say(t01, 'status', status(true));
  await world.link.say(t01, 'heartbeat', heartbeat());
  assert.equal((await viewOf(t01)).state, 'unknown', 'not written yet');
  await world.devices.flush();
  const view = await viewOf(t01);
  assert.equal(view.state, 'online');
  assert.equal(view.lastSeenAt, world.clock.now());
  assert.equal(view.heartbeat?.diskFreeMb, 900);
  assert.equal(world.link.last(t01, 'state')?.stage, 'idle');
  assert.equal(world.link.last(t01, 'config')?.name, 'T01 教学楼一层走廊');
  assert.deepEqual(await newFacts(seen), ['terminal.online']);
});

test('in a privacy zone clips are off, unless its own settings allow short ones', async () => {
  await world.devices.pushConfig([t02]);
  const off = world.link.last(t02, 'config') as { privacy: boolean; clip: { enabled: boolean } };
  assert.equal(off.privacy, true);
  assert.equal(off.clip.enabled, false);
  const set = (config: object) =>
    world.db.query
      .updateTable('terminal')
      .set({ config: JSON.stringify(config), config_version: 2 })
      .where('id', '=', t02)
      .execute();
  await set({ clip: { enabled: true }, heartbeatSec: 10 });
  await world.devices.pushConfig([t02]);
  const on = world.link.last(t02, 'config');
  assert.deepEqual(on?.clip, { enabled: true, preRollSec: 6, postRollSec: 4 });
  assert.equal(on?.heartbeatSec, 10);
  assert.equal(on?.version, 2);
  await set({ clip: { enabled: 'yes' } });
  await world.devices.pushConfig([t02]);
  assert.equal((world.link.last(t02, 'config') as typeof off).clip.enabled, false);
  await set({});
});

test('heartbeats of all terminals are written once a second, in one statement', async () => {
  let updates = 0;
  const ids = [...world.sites.terminals()].map((t) => t.id);
  const watch = world.db.pool;
  const count = (client: { query: (...args: unknown[]) => unknown }) => {
    const query = client.query.bind(client);
    client.query = (...args) => {
      if (JSON.stringify(args).includes('update terminal')) updates++;
      return query(...args);
    };
  };
  watch.on('connect', count as never);
  for (const client of (watch as unknown as { _clients: never[] })._clients) count(client);
  for (let i = 0; i < 5; i++) {
    for (const id of ids) await world.link.say(id, 'heartbeat', heartbeat({ spooled: i }));
  }
  assert.equal(updates, 0);
  await world.clock.advance(1000);
  await world.devices.flush();
  assert.equal(updates, 1);
  const views = await world.devices.terminalViews();
  assert.equal(views.length, 12);
  assert.ok(views.every((v) => v.state === 'online' && v.heartbeat?.spooled === 4));
});

test('its last will takes a terminal offline without counting as a sign of life', async () => {
  const seen = (await world.facts()).length;
  const heardAt = world.clock.now();
  await world.link.say(t01, 'heartbeat', heartbeat());
  await world.clock.advance(500);
  await world.link.say(t01, 'status', status(false));
  await world.devices.flush();
  const view = await viewOf(t01);
  assert.equal(view.state, 'offline');
  assert.equal(view.lastSeenAt, heardAt);
  await world.link.say(t01, 'heartbeat', heartbeat());
  await world.devices.flush();
  assert.deepEqual(await newFacts(seen), ['terminal.offline', 'terminal.online']);
});

test('three missed heartbeats are silence, unless nobody could have heard them', async () => {
  const seen = (await world.facts()).length;
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 5000) {
      await world.clock.advance(Math.min(5000, left));
      await world.devices.idle();
    }
  };
  world.link.setConnected(false);
  await pass(300_000);
  world.link.setConnected(true);
  assert.equal((await viewOf(t01)).state, 'online', 'our own deafness is not their silence');
  await pass(60_000);
  await world.link.say(t02, 'heartbeat', heartbeat());
  await pass(45_000);
  assert.equal((await viewOf(t01)).state, 'offline');
  assert.equal((await viewOf(t02)).state, 'online');
  const offline = (await newFacts(seen)).filter((type) => type === 'terminal.offline');
  assert.equal(offline.length, 11);
});

test('a terminal with another configuration is sent its own again, but not all the time', async () => {
  const configs = () => world.link.sent.filter((s) => s.leaf === 'config').length;
  world.clock.jump(10 * 60_000);
  const before = configs();
  for (let i = 0; i < 3; i++) {
    await world.link.say(t01, 'heartbeat', heartbeat({ configVersion: 0 }));
    await world.devices.flush();
  }
  assert.equal(configs(), before + 1);
});

test('listeners hear of changes by school, at most once a second', async () => {
  const heard: { schoolId: string; views: TerminalView[] }[] = [];
  world.devices.onChange((schoolId, views) => void heard.push({ schoolId, views }));
  for (let i = 0; i < 4; i++) {
    await world.link.say(t01, 'heartbeat', heartbeat());
    await world.link.say(seedId('terminal/T06'), 'heartbeat', heartbeat());
    await world.devices.flush();
  }
  await world.clock.advance(1000);
  await world.devices.idle();
  const first = heard.filter((h) => h.schoolId === seedId('school/1'));
  assert.ok(first.length >= 1 && first.length <= 2, `${first.length}`);
  assert.equal(first[0]?.views[0]?.id, t01);
});

test('a fault opens once, with a ticket, is acknowledged, and ends', async () => {
  const seen = (await world.facts()).length;
  const say = async (code: string, cleared: boolean, id = v7()) => {
    const fault = { v: 1, id, at: world.clock.now(), code, cleared, detail: 'arecord: no device' };
    await world.link.say(t01, 'fault', fault);
    return id;
  };
  const tickets = () =>
    world.db.query.selectFrom('ticket').selectAll().where('closed_at', 'is', null).execute();
  const id = await say('microphone.dead', false);
  assert.deepEqual(world.link.last(t01, 'ack')?.ids, [id]);
  await say('microphone.dead', false);
  assert.equal((await viewOf(t01)).faults.length, 1);
  const [ticket, ...more] = await tickets();
  assert.deepEqual(
    [ticket?.terminal_name, ticket?.code],
    ['T01 教学楼一层走廊', 'microphone.dead'],
  );
  assert.match(ticket?.place ?? '', /东侧走廊/);
  assert.equal(more.length, 0);
  await say('microphone.dead', true);
  await say('microphone.dead', false, id);
  assert.equal((await viewOf(t01)).faults.length, 0, 'a late repeat raises nothing');
  assert.equal((await tickets()).length, 0);
  await say('watchdog.restarted', false);
  assert.equal((await tickets()).length, 0, 'it is over already');
  assert.deepEqual(await newFacts(seen), [
    'terminal.faulted',
    'ticket.changed',
    'terminal.recovered',
    'ticket.changed',
    'terminal.faulted',
  ]);
});

test('a fault of an unknown terminal or an unusable one is refused by code', async () => {
  const nobody = v7();
  const id = v7();
  const fault = { v: 1, id, at: 1, code: 'spool.full', cleared: false, detail: '' };
  await world.link.say(nobody, 'fault', fault);
  assert.deepEqual(world.link.last(nobody, 'ack')?.refused, [{ id, code: 'terminal.unknown' }]);
  await world.link.say(t01, 'fault', { ...fault, code: 'made.up' });
  assert.deepEqual(world.link.last(t01, 'ack')?.refused, [{ id, code: 'request.invalid' }]);
});

test('whatever bytes come, nothing throws and the others are still written', async () => {
  const anyPayload = fc.oneof(
    fc.uint8Array({ maxLength: 6000 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .record({ version: fc.string({ unit: 'binary', maxLength: 40 }), levelDbfs: fc.double() })
      .map((more) => Buffer.from(JSON.stringify(heartbeat(more)))),
    fc.constant(Buffer.from(JSON.stringify(heartbeat({ version: '\0\ud800' })))),
  );
  const anyId = fc.oneof(fc.constant(t01), fc.uuid(), fc.string({ unit: 'binary' }));
  const leaf = fc.constantFrom(...upLeaves);
  await fc.assert(
    fc.asyncProperty(anyId, leaf, anyPayload, async (id, where, payload) => {
      await world.link.say(id, where, payload);
    }),
    { numRuns: 300 },
  );
  await world.link.say(t01, 'heartbeat', heartbeat({ spooled: 77 }));
  await world.devices.flush();
  assert.equal((await viewOf(t01)).heartbeat?.spooled, 77);
  assert.ok(world.rejected.length > 0);
});
