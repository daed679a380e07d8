import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { topicOf } from '@anyuan/contracts/topics.ts';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { type Broker, makeBroker } from './broker.ts';

const log = pino({ level: 'silent' });
const settings = { host: '127.0.0.1', port: 0, log, now: Date.now };
const statuses: boolean[] = [];
let broker: Broker;
before(async () => {
  broker = await makeBroker({ ...settings, authenticate: async () => true });
  broker.on('detection', ({ terminalId, payload }) =>
    broker.send(terminalId, 'ack', { v: 1, ids: [String(payload)], refused: [] }),
  );
  broker.on(
    'status',
    async ({ payload }) => void statuses.push(JSON.parse(String(payload)).online),
  );
  await broker.start();
});
after(() => broker.stop());

function options(id: string) {
  const will = {
    topic: topicOf(id, 'status'),
    payload: Buffer.from('{"online":false}'),
    qos: 1 as const,
    retain: true,
  };
  return { clientId: id, username: id, password: 'x', clean: false, reconnectPeriod: 0, will };
}

async function acknowledged(client: mqtt.MqttClient, id: string): Promise<void> {
  await client.subscribeAsync(topicOf(id, 'ack'), { qos: 1 });
  const heard = new Promise<void>((resolve) => client.once('message', () => resolve()));
  await client.publishAsync(topicOf(id, 'detection'), v7(), { qos: 1 });
  const late = new Promise((_resolve, reject) =>
    setTimeout(() => reject(new Error('no acknowledgement')), 500),
  );
  await Promise.race([heard, late]);
}

test('a terminal that comes back while its old connection ends is still acknowledged', async () => {
  const url = `mqtt://127.0.0.1:${broker.port()}`;
  const id = v7();
  let client = await mqtt.connectAsync(url, options(id));
  for (let i = 0; i < 60; i++) {
    const again = mqtt.connectAsync(url, options(id));
    // At every distance from the new connection's handshake.
    if (i % 3 > 0) await new Promise((resolve) => setTimeout(resolve, i % 5));
    client.stream.destroy();
    client.end(true);
    client = await again;
    await acknowledged(client, id);
    assert.equal(broker.connections(), 1);
  }
  client.end(true);
});

test('stopping says of no terminal that it is off line', async () => {
  const other = await makeBroker({ ...settings, authenticate: async () => true });
  const heard: unknown[] = [];
  other.on('status', async (message) => void heard.push(message));
  await other.start();
  const id = v7();
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${other.port()}`, options(id));
  client.on('error', () => {});
  await other.stop();
  assert.deepEqual(heard, []);
  client.end(true);
});

test('a taken port is said with the flag that names another', async () => {
  const port = broker.port();
  const second = await makeBroker({ ...settings, port, authenticate: async () => true });
  await assert.rejects(second.start(), ({ advice }: { advice?: { zh: string; en: string } }) => {
    assert.match(advice?.zh ?? '', new RegExp(`${port}.*--mqtt-port`));
    assert.match(advice?.en ?? '', new RegExp(`${port}.*--mqtt-port`));
    return true;
  });
  await second.stop();
});
