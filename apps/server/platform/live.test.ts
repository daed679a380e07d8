import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { defaultPlan } from '@anyuan/contracts/alarm.ts';
import type { ServerFrame } from '@anyuan/contracts/live.ts';
import { soon } from '@anyuan/testkit/scenario.ts';
import { pino } from 'pino';
import { v7 } from 'uuid';
import WebSocket from 'ws';
import { type Live, makeLive } from './live.ts';
import { makeUpgrades } from './upgrades.ts';
import type { Who } from './who.ts';

const schoolId = v7();
let open: AlarmSummary[] = [];
let who: (cookie: string | undefined) => Promise<Who | null>;
let beforeSnapshot: () => Promise<void> = async () => {};
let live: Live;
const screens: [string, boolean][] = [];
let server: Server;
before(async () => {
  live = makeLive({
    log: pino({ level: 'silent' }),
    now: () => 0,
    authenticate: (cookie) => who(cookie),
    openAlarms: async () => {
      const read = open;
      await beforeSnapshot();
      return read;
    },
    offeredIncidents: async () => [],
    maySeeIncident: () => false,
    openOperations: async () => [],
    publicUrl: null,
    recheckEveryMs: 100,
    onFrame: () => {},
    onScreens: (keys, isOpen) => void screens.push([keys.join(), isOpen]),
    onSent: () => {},
  });
  server = createServer();
  live.attach(makeUpgrades(server));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  await live.stop();
  server.close();
});

const person: Who = {
  personId: v7(),
  name: '',
  locale: 'zh',
  assignments: [],
  mustChangePassword: false,
  permissions: new Set(),
  may: () => true,
  schoolIds: () => new Set([schoolId]),
  sessionKey: 'key',
};
who = async () => person;

const port = () => (server.address() as AddressInfo).port;

function alarm(version: number, id = v7(), text = ''): AlarmSummary {
  const times = { t0: 0, t1: 0, t2: 0, t3: null, t4: null, t5: null, t6: null, t7: null, t8: null };
  return {
    id,
    version,
    schoolId,
    schoolName: text,
    zoneId: v7(),
    place: '',
    terminalId: null,
    kind: 'button',
    alarmKind: 'actual',
    confidence: 4,
    reasons: [],
    state: 'calling',
    tier: 0,
    tierName: defaultPlan.tiers[0]?.name ?? 'nearest',
    round: 0,
    dueAt: 0,
    times,
    people: [],
    detectionIds: [],
    clip: false,
    verdict: null,
  };
}

function screen(): { socket: WebSocket; versions: Map<string, number>; snapshot(): boolean } {
  const socket = new WebSocket(`ws://127.0.0.1:${port()}/api/live`);
  const versions = new Map<string, number>();
  let complete = false;
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ServerFrame;
    if (frame.type !== 'alarms') return;
    for (const a of frame.alarms) versions.set(a.id, Math.max(versions.get(a.id) ?? 0, a.version));
    if (frame.mode === 'snapshot' && frame.last) complete = true;
  });
  socket.on('error', () => {});
  return { socket, versions, snapshot: () => complete };
}

/** Sends bytes as no browser would, and breaks the connection. */
async function raw(text: string, breakAfterMs: number | null): Promise<void> {
  const socket = connect(port(), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(text);
  if (breakAfterMs === null) {
    const closed = new Promise((resolve) => socket.once('close', () => resolve('closed')));
    const late = new Promise((resolve) => setTimeout(resolve, 1000, 'open'));
    assert.equal(await Promise.race([closed, late]), 'closed');
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, breakAfterMs));
  socket.resetAndDestroy();
}

const upgradeTo = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

test('frames made ahead go out when told, also to whoever came since; what is never told, to nobody', async () => {
  const there = screen();
  await soon(() => assert.ok(there.snapshot()));
  const [told, dropped] = [alarm(1), alarm(1)];
  const tell = live.prepareAlarms([told]);
  live.prepareAlarms([dropped]);
  const late = screen();
  await soon(() => assert.ok(late.snapshot()));
  assert.equal(there.versions.size, 0);
  tell();
  for (const { socket, versions } of [there, late]) {
    await soon(() => assert.deepEqual([...versions], [[told.id, 1]]));
    socket.terminate();
  }
});

test('an address that is none ends that connection, not the server', async () => {
  await raw(upgradeTo('//'), null);
  await raw(upgradeTo('http://['), null);
});

test('a connection that breaks while its session is looked up ends alone', async () => {
  const found = Promise.withResolvers<Who | null>();
  who = () => found.promise;
  await raw(upgradeTo('/api/live'), 50);
  await new Promise((resolve) => setTimeout(resolve, 50));
  found.resolve(null);
  await new Promise((resolve) => setTimeout(resolve, 50));
  who = async () => person;
});

test('what changes while the snapshot is read is told once, in its newest version', async () => {
  const reading = Promise.withResolvers<void>();
  beforeSnapshot = () => reading.promise;
  const { id } = alarm(3);
  open = [alarm(3, id)];
  const one = screen();
  await soon(() => assert.equal(live.connections(), 1));
  live.prepareAlarms([alarm(5, id)])();
  await new Promise((resolve) => setTimeout(resolve, 20));
  // Another instance's notice, read before version 5 was committed.
  live.prepareAlarms([alarm(4, id)])();
  await new Promise((resolve) => setTimeout(resolve, 20));
  reading.resolve();
  await soon(() => assert.equal(one.versions.get(id), 5));
  one.socket.terminate();
  beforeSnapshot = async () => {};
  open = [];
});

test('a screen that was too slow for its snapshot gets every later change', async () => {
  open = Array.from({ length: 3000 }, () => alarm(1, v7(), 'x'.repeat(4000)));
  const one = screen();
  await new Promise((resolve) => one.socket.once('open', resolve));
  one.socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const late = alarm(1);
  live.prepareAlarms([late])();
  await new Promise((resolve) => setTimeout(resolve, 100));
  one.socket.resume();
  await soon(() => assert.ok(one.snapshot()));
  await soon(() => assert.ok(one.versions.has(late.id), 'the change'));
  const later = alarm(1);
  live.prepareAlarms([later])();
  await soon(() => assert.ok(one.versions.has(later.id), 'a change after that'));
  one.socket.terminate();
  open = [];
});

test('a session that ended elsewhere closes its screen; a new scope shows what belongs to it', async () => {
  const other = v7();
  const mine = { ...person, sessionKey: 'mine' };
  who = async () => mine;
  const one = screen();
  await soon(() => assert.ok(one.snapshot()));
  assert.deepEqual(screens.at(-1), ['mine', true]);
  const theirs = { ...alarm(1), schoolId: other };
  live.prepareAlarms([theirs])();
  open = [theirs];
  who = async () => ({ ...mine, schoolIds: () => new Set([schoolId, other]) });
  await soon(() => assert.ok(one.versions.has(theirs.id)));
  who = async () => {
    throw new Error('the database is away');
  };
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(one.socket.readyState, WebSocket.OPEN);
  const closed = new Promise((resolve) => one.socket.once('close', resolve));
  who = async () => null;
  assert.equal(await closed, 1008);
  who = async () => person;
  open = [];
  await soon(() => assert.ok(screens.some(([key, isOpen]) => key === 'mine' && !isOpen)));
});

test('stopping does not wait for a screen that is gone without a word', async () => {
  const one = screen();
  await soon(() => assert.ok(one.snapshot()));
  one.socket.pause();
  const began = performance.now();
  await live.stop();
  assert.ok(performance.now() - began < 4000, `${performance.now() - began} ms`);
  one.socket.terminate();
});
