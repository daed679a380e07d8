import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { topicOf } from '@anyuan/contracts/topics.ts';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { v7 } from 'uuid';
import { type Broker, makeBroker } from './broker.ts';

const log = pino({ level: 'silent' });
let broker: Broker;
before(async () => {
  const settings = { host: '127.0.0.1', port: 0, log, now: Date.now };
  broker = await makeBroker({ ...settings, authenticate: async () => true });
  await broker.start();
});
after(() => broker.stop());

async function connect(id: string): Promise<mqtt.MqttClient> {
  const options = { clientId: id, username: id, password: 'x', clean: false, reconnectPeriod: 0 };
  return await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port()}`, options);
}

/** What the client is sent on the topic next. */
function next(client: mqtt.MqttClient, topic: string): Promise<unknown> {
  return new Promise((resolve) => {
    client.on('message', (at, payload) => {
      if (at === topic) resolve(JSON.parse(String(payload)));
    });
  });
}

const phrases = (word: string) => Array.from({ length: 60 }, (_, i) => `${word}，第${i}句`);

test('each terminal gets its own configuration back, whatever it shares with others', async () => {
  const configs = Array.from({ length: 60 }, (_, i) => ({
    id: v7(),
    // Heads of every length, many schools, and one that is short.
    config: { name: '厕'.repeat(i), phrases: i === 7 ? [] : phrases(`别打我${i % 20}`) },
  }));
  for (const { id, config } of configs) await broker.send(id, 'config', config);
  await broker.send(configs[3]?.id ?? '', 'config', { name: '改过', phrases: phrases('别打我3') });
  for (const [i, { id, config }] of configs.entries()) {
    const client = await connect(id);
    const topic = topicOf(id, 'config');
    const heard = next(client, topic);
    await client.subscribeAsync(topic, { qos: 1 });
    assert.deepEqual(await heard, i === 3 ? { ...config, name: '改过' } : config);
    await client.endAsync();
  }
});

test('what is queued for an absent terminal waits for it, and for nobody else', async () => {
  const [id, other] = [v7(), v7()];
  const topic = topicOf(id, 'speak');
  for (const [who, leaf] of [
    [id, 'speak'],
    [id, 'state'],
    [other, 'speak'],
  ] as const) {
    const client = await connect(who);
    await client.subscribeAsync(topicOf(who, leaf), { qos: 1 });
    await client.endAsync();
  }
  // One packet that asks for its own topic and for somebody else's.
  const greedy = await connect(other);
  await greedy.subscribeAsync([topicOf(other, 'state'), topic], { qos: 1 }).catch(() => {});
  await greedy.endAsync();
  await broker.send(id, 'speak', { say: '有人来了' });
  const stranger = await connect(other);
  let misled = 0;
  stranger.on('message', () => misled++);
  // The session remembers its subscriptions: the terminal need not ask again.
  const options = { clientId: id, username: id, password: 'x', clean: false, reconnectPeriod: 0 };
  const back = mqtt.connect(`mqtt://127.0.0.1:${broker.port()}`, options);
  assert.deepEqual(await next(back, topic), { say: '有人来了' });
  await back.unsubscribeAsync(topic);
  await back.endAsync();
  await broker.send(id, 'speak', { say: '不再要听' });
  const once = await connect(id);
  let after = 0;
  once.on('message', (at) => (after += Number(at === topic)));
  await once.subscribeAsync(topicOf(id, 'config'), { qos: 1 });
  assert.deepEqual([misled, after], [0, 0]);
  await Promise.all([stranger.endAsync(), once.endAsync()]);
});
