import type { Detection } from '@anyuan/contracts/detection.ts';
import { type Enrolment, enrolmentSchema } from '@anyuan/contracts/terminal.ts';
import { downLeaves, topicOf, type UpLeaf } from '@anyuan/contracts/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';
import { v7 } from 'uuid';
import type { TestClock } from './clock.ts';

/** A terminal on real MQTT. */
export interface ScenarioTerminal {
  enrolment: Enrolment;
  /** Publishes; resolves at PUBACK. Give an id to send the same one twice. */
  detect(detection?: Partial<Detection>): Promise<Detection>;
  publish(leaf: UpLeaf, payload: object | string | Buffer): Promise<void>;
  acked: Set<string>;
  refused: Map<string, string>;
  /** What the server said on the other leaves, oldest first. */
  heard: { leaf: string; value: Record<string, unknown> }[];
  /** Latest retained `state`, oldest first. */
  states: { stage: string; accepter: string | null }[];
  client: MqttClient;
  close(): Promise<void>;
}

/** Enrols on a demonstration server and connects. */
export async function openTerminal(
  url: () => string,
  clock: TestClock,
  name: string | undefined,
): Promise<ScenarioTerminal> {
  const response = await fetch(`${url()}/api/terminals/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(name === undefined ? {} : { name }),
  });
  const enrolment = enrolmentSchema.parse(await response.json());
  const { terminalId, secret } = enrolment;
  const client = mqtt.connect(enrolment.mqttUrl, {
    clientId: terminalId,
    username: terminalId,
    password: secret,
    clean: false,
    reconnectPeriod: 50,
  });
  client.on('error', () => {});
  const acked = new Set<string>();
  const refused = new Map<string, string>();
  const states: ScenarioTerminal['states'] = [];
  const heard: ScenarioTerminal['heard'] = [];
  client.on('message', (topic, payload) => {
    const value = JSON.parse(payload.toString());
    heard.push({ leaf: topic.split('/').at(-1) ?? '', value });
    if (topic.endsWith('/state')) states.push(value);
    if (!topic.endsWith('/ack')) return;
    for (const id of value.ids) acked.add(id);
    for (const r of value.refused) refused.set(r.id, r.code);
  });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await client.subscribeAsync(
    downLeaves.map((leaf) => topicOf(terminalId, leaf)),
    { qos: 1 },
  );
  const publish = async (leaf: UpLeaf, payload: object | string | Buffer) => {
    const isRaw = typeof payload === 'string' || Buffer.isBuffer(payload);
    const bytes = isRaw ? payload : JSON.stringify(payload);
    await client.publishAsync(topicOf(terminalId, leaf), bytes, { qos: 1 });
  };
  return {
    enrolment,
    client,
    acked,
    refused,
    states,
    heard,
    publish,
    async detect(given = {}) {
      const now = clock.now();
      const detection: Detection = {
        v: 1,
        id: v7(),
        kind: 'scream',
        alarmKind: 'actual',
        beganAt: now - 1200,
        decidedAt: now - 100,
        sentAt: now,
        confidence: 3,
        reasons: [{ branch: 'sound', label: 'scream', score: 0.93, windows: 2 }],
        clip: false,
        ...given,
      };
      await publish('detection', detection);
      return detection;
    },
    close: async () => void (await client.endAsync(true)),
  };
}
