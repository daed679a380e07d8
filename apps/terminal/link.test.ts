import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultTerminalConfig } from '@anyuan/contracts/terminal.ts';
import { openPeer, terminalId } from './testing/peer.ts';
import { runTerminal, temporaryFolder, until } from './testing/terminal.ts';

const quiet = `${import.meta.dirname}/demo-sounds/classroom.wav`;

async function start(t: Parameters<typeof temporaryFolder>[0]) {
  const peer = await openPeer();
  t.after(peer.close);
  const dir = await temporaryFolder(t);
  const args = ['--server', peer.url, '--input', quiet, '--data', dir];
  const terminal = await runTerminal(t, args);
  await until('connected', () => peer.received.some((r) => r.leaf === 'status'));
  return { peer, terminal, args, dir };
}

const stateUrl = (port: number | null) => `http://127.0.0.1:${port}/state`;

async function stateOf(port: number | null): Promise<Record<string, unknown>> {
  return (await (await fetch(stateUrl(port))).json()) as Record<string, unknown>;
}

async function untilState(
  port: number | null,
  wanted: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  let state: Record<string, unknown> = {};
  const ask = setInterval(async () => {
    state = await stateOf(port).catch(() => state);
  }, 10);
  const is = () => Object.entries(wanted).every(([name, value]) => state[name] === value);
  await until(JSON.stringify(wanted), is).finally(() => clearInterval(ask));
  return state;
}

const untilStage = (port: number | null, stage: string) => untilState(port, { stage });

test('the broker having it is not enough: only the acknowledgement ends the repeats', async (t) => {
  const { peer, terminal } = await start(t);
  peer.answer('silent');
  const id = terminal.press();
  await until('repeated', () => peer.detections().filter((d) => d.id === id).length >= 2);
  const state = await stateOf(terminal.httpPort);
  assert.equal(state.stage, 'alarm', 'the child is not told "sent" on a PUBACK');
  assert.equal(state.spooled, 1);
  await peer.send('ack', { v: 1, ids: [id], refused: [] });
  const told = await untilStage(terminal.httpPort, 'sent');
  assert.equal(told.text, '报警已发出。');
  assert.equal(told.spooled, 0);
  assert.deepEqual(peer.breaches, []);
});

test('a broker that was away gets it on its return, same id and times, without a wait', async (t) => {
  const { peer, terminal } = await start(t);
  await peer.stopBroker();
  peer.answer('silent');
  const id = terminal.press();
  await until('second way tried', () => peer.detections().some((d) => d.id === id));
  peer.answer('commit');
  await peer.startBroker();
  await until(
    'delivered',
    () =>
      terminal.decided.length === 1 &&
      peer.received.at(-1)?.leaf !== undefined &&
      peer.received.some((r) => r.leaf === 'detection' && r.value.id === id && r.via === 'mqtt'),
  );
  const copies = peer.detections().filter((d) => d.id === id);
  assert.ok(copies.every((d) => d.beganAt === terminal.decided[0]?.beganAt));
  assert.equal((await untilStage(terminal.httpPort, 'sent')).spooled, 0);
});

test('with MQTT blocked the alarm goes over HTTP', async (t) => {
  const { peer, terminal } = await start(t);
  await peer.stopBroker();
  const id = terminal.press();
  await untilStage(terminal.httpPort, 'sent');
  assert.deepEqual(
    peer.received.filter((r) => r.value.id === id).map((r) => r.via),
    ['http'],
  );
});

test('the child is told what the server says, in order, never backwards', async (t) => {
  const { peer, terminal } = await start(t);
  terminal.press();
  await untilStage(terminal.httpPort, 'sent');
  const alarm = { v: 1, alarmId: 'alarm-1', alarmKind: 'actual', accepter: null, at: 1 };
  await peer.send('state', { ...alarm, stage: 'accepted', accepter: '王老师' }, true);
  assert.equal((await untilStage(terminal.httpPort, 'accepted')).text, '王老师正在赶来。');
  await peer.send('state', { ...alarm, stage: 'sent' }, true);
  await peer.send('state', { nonsense: true });
  await peer.send('state', { ...alarm, stage: 'arrived' }, true);
  assert.equal((await untilStage(terminal.httpPort, 'arrived')).text, '有人已到现场。');
  await peer.send('state', { ...alarm, stage: 'closed' }, true);
  await untilStage(terminal.httpPort, 'closed');
});

test('pushed settings are taken and survive a restart; invalid ones change nothing', async (t) => {
  const { peer, terminal, args } = await start(t);
  await peer.send('config', { ...defaultTerminalConfig, heartbeatSec: 0 });
  const clip = { ...defaultTerminalConfig.clip, enabled: false };
  const place = { place: '东侧卫生间', privacy: true, clip };
  const pushed = { ...defaultTerminalConfig, version: 7, ...place };
  await peer.send('config', pushed);
  const port = terminal.httpPort;
  await untilState(port, { configVersion: 7 });
  await fetch(`http://127.0.0.1:${port}/press`, { method: 'POST' });
  await until('pressed', () => peer.detections().length > 0);
  assert.equal(peer.detections()[0]?.clip, false, 'no recording in a private place');
  terminal.stop();
  await terminal.ended;
  const again = await runTerminal(t, args);
  await until('heartbeat', () => peer.received.some((r) => r.value.configVersion === 7));
  assert.equal(peer.enrolments.length, 1);
  again.stop();
});

test('status says online while it runs and offline when it goes', async (t) => {
  const { peer, terminal } = await start(t);
  terminal.stop();
  await terminal.ended;
  const seen = peer.received.filter((r) => r.leaf === 'status').map((r) => r.value.online);
  assert.deepEqual(seen, [true, false]);
  assert.deepEqual(peer.breaches, []);
});

test('an arrival pressed at the terminal reaches the server', async (t) => {
  const { peer, terminal } = await start(t);
  const answer = await fetch(`http://127.0.0.1:${terminal.httpPort}/arrive`, { method: 'POST' });
  assert.equal(answer.status, 202);
  await until('arrived', () => peer.received.some((r) => r.leaf === 'arrival'));
  assert.equal(terminalId.length, 36);
});

test('a refused detection is not sent for ever, and the child is not told that it was', async (t) => {
  const { peer, terminal } = await start(t);
  peer.answer({ refuse: 'detection.malformed' });
  terminal.press();
  const state = await untilStage(terminal.httpPort, 'idle');
  assert.equal(state.spooled, 0);
});
