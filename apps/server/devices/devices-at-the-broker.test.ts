import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import { topicOf } from '@anyuan/contracts/topics.ts';
import mqtt from 'mqtt';
import pino from 'pino';
import { makeBroker } from '../platform/broker.ts';
import { makeFacts } from '../platform/facts.ts';
import { seedId } from '../seed/ids.ts';
import { makeWorld } from '../seed/test-world.ts';
import { makeDevices } from './devices.ts';

const log = pino({ level: 'silent' });

test('at our own broker: a wrong secret is refused, the right one gets config and state, a cut line is seen', async () => {
  const world = await makeWorld();
  const { db, clock, credentials, sites } = world;
  const broker = await makeBroker({
    host: '127.0.0.1',
    port: 0,
    log,
    now: clock.now,
    authenticate: credentials.authenticateTerminal,
  });
  const facts = makeFacts(new Map());
  const devices = makeDevices({
    db,
    clock,
    log,
    facts,
    link: broker,
    credentials,
    places: sites,
    phrasesOf: async () => () => defaultPhrases,
    tickets: world.tickets,
    mqttUrlFor: (hostname) => `mqtt://${hostname}:${broker.port()}`,
    onRejected: () => {},
  });
  devices.listen();
  devices.start();
  await broker.start();
  const request = { address: '127.0.0.1', isLocal: true, hostname: '127.0.0.1' };
  const enrolment = await devices.enrolTerminal(request);
  const { terminalId, secret, mqttUrl } = enrolment;
  assert.equal(terminalId, seedId('terminal/T01'));

  const options = { clientId: terminalId, username: terminalId, reconnectPeriod: 0 };
  await assert.rejects(mqtt.connectAsync(mqttUrl, { ...options, password: 'wrong' }));
  const status = (online: boolean) => JSON.stringify({ v: 1, online, at: clock.now() });
  const statusTopic = topicOf(terminalId, 'status');
  const client = await mqtt.connectAsync(mqttUrl, {
    ...options,
    password: secret,
    will: { topic: statusTopic, payload: Buffer.from(status(false)), qos: 1, retain: true },
  });
  const received = new Map<string, Record<string, unknown>>();
  client.on('message', (topic, payload) => received.set(topic, JSON.parse(payload.toString())));
  await client.subscribeAsync([topicOf(terminalId, 'config'), topicOf(terminalId, 'state')]);
  await client.publishAsync(statusTopic, status(true), { qos: 1, retain: true });
  await devices.flush();
  while (received.size < 2) await turn();
  assert.equal(received.get(topicOf(terminalId, 'config'))?.name, enrolment.name);
  assert.equal(received.get(topicOf(terminalId, 'state'))?.stage, 'idle');
  const stateNow = async () => (await devices.terminalViews([terminalId]))[0]?.state;
  assert.equal(await stateNow(), 'online');

  client.stream.destroy();
  while ((await stateNow()) === 'online') await devices.flush();
  assert.equal(await stateNow(), 'offline');

  await client.endAsync(true);
  await devices.stop();
  await broker.stop();
  await world.end();
});
