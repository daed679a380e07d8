import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Enrolment } from '@anyuan/contracts/terminal.ts';
import { terminalSocketPath, topicOf } from '@anyuan/contracts/topics.ts';
import { startPlainBroker } from '@anyuan/testkit/plain-broker.ts';
import { type Scenario, soon, startScenario } from '@anyuan/testkit/scenario.ts';
import mqtt, { type MqttClient } from 'mqtt';
import { v7 } from 'uuid';
import WebSocket from 'ws';

/** Terminals in a browser speak MQTT over a WebSocket: the rules of the port hold there as well. */
let s: Scenario;
const clients: MqttClient[] = [];
before(async () => {
  s = await startScenario();
});
after(async () => {
  for (const client of clients) client.end(true);
  await s.end();
});

const socketOf = (at: Scenario) => `${at.url.replace('http', 'ws')}${terminalSocketPath}`;

async function enrol(at: Scenario): Promise<Enrolment> {
  const reply = await fetch(`${at.url}/api/terminals/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  return (await reply.json()) as Enrolment;
}

async function connect(at: Scenario, { terminalId, secret }: Enrolment): Promise<MqttClient> {
  const client = await mqtt.connectAsync(socketOf(at), {
    protocolVersion: 4,
    clientId: terminalId,
    username: terminalId,
    password: secret,
    reconnectPeriod: 0,
  });
  clients.push(client);
  return client;
}

function detection(at: Scenario) {
  const now = at.clock.now();
  return {
    v: 1,
    id: v7(),
    kind: 'button',
    alarmKind: 'actual',
    beganAt: now,
    decidedAt: now,
    sentAt: now,
    confidence: 4,
    reasons: [{ branch: 'button', label: 'press', score: 1 }],
    clip: false,
  };
}

async function pressAndHear(at: Scenario, client: MqttClient, id: string): Promise<string> {
  const press = detection(at);
  await client.subscribeAsync(
    ['ack', 'state'].map((leaf) => topicOf(id, leaf as 'ack')),
    {
      qos: 1,
    },
  );
  const acked = new Promise<string>((resolve) =>
    client.on('message', (topic, payload) => {
      if (topic.endsWith('/ack')) resolve(payload.toString());
    }),
  );
  const publish = () => client.publish(topicOf(id, 'detection'), JSON.stringify(press), { qos: 1 });
  publish();
  // As every terminal does until it is answered: the server may not have come to its broker yet.
  const again = setInterval(publish, 500);
  assert.match(await acked.finally(() => clearInterval(again)), new RegExp(press.id));
  return press.id;
}

test('a press over the WebSocket is committed before it is acknowledged', async () => {
  const enrolment = await enrol(s);
  const client = await connect(s, enrolment);
  const id = await pressAndHear(s, client, enrolment.terminalId);
  const { alarms } = await (await s.as('command')).call('listAlarms', { query: { state: 'open' } });
  assert.ok(alarms.some((a) => a.detectionIds.includes(id)));
});

test('a wrong secret does not come in; a foreign topic ends the connection and is heard by nobody', async () => {
  const [one, other] = [await enrol(s), await enrol(s)];
  await assert.rejects(connect(s, { ...one, secret: 'wrong' }), /refused|closed/i);
  const client = await connect(s, one);
  const granted = await client.subscribeAsync(topicOf(other.terminalId, 'state')).catch(() => []);
  assert.ok(granted.every((g) => g.qos > 2));
  const press = detection(s);
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  client.publish(topicOf(other.terminalId, 'detection'), JSON.stringify(press), { qos: 1 });
  await closed;
  const { alarms } = await (await s.as('command')).call('listAlarms', { query: { state: 'open' } });
  assert.ok(!alarms.some((a) => a.detectionIds.includes(press.id)));
});

test('a packet that announces more than allowed is cut off, and other paths are no sockets', async () => {
  const enrolment = await enrol(s);
  const client = await connect(s, enrolment);
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  client.publish(topicOf(enrolment.terminalId, 'fault'), 'x'.repeat(100_000), { qos: 0 });
  await closed;
  const stray = new WebSocket(`${s.url.replace('http', 'ws')}/api/terminal/other`);
  await new Promise((resolve) => stray.once('error', resolve));
});

test('behind an outside broker the bytes are passed on to it', async (t) => {
  const broker = await startPlainBroker();
  const behind = await startScenario({ settings: { mqttUrl: broker.url } });
  t.after(async () => {
    for (const client of clients) client.end(true);
    await behind.end();
    await broker.stop();
  });
  const enrolment = await enrol(behind);
  const client = await connect(behind, enrolment);
  await pressAndHear(behind, client, enrolment.terminalId);
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await broker.cut();
  await soon(() => closed);
});
