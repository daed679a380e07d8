import { parseTopic, topicOf, topicRoot, type UpLeaf, upLeaves } from '@anyuan/contracts/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { TerminalLink, UpMessage } from './terminal-link.ts';

/**
 * Terminals behind any MQTT 3.1.1 broker (`--mqtt-url`). Who may publish where is the broker's
 * access list; here the topic tells who speaks. Its PUBACK means only that the broker has the
 * message: terminals wait for our own acknowledgement.
 */
export function makeOutsideBroker(options: {
  url: string;
  instance: string;
  log: Logger;
  now(): number;
}): TerminalLink {
  const { url, log } = options;
  const handlers = new Map<UpLeaf, (message: UpMessage) => Promise<void>>();
  let client: MqttClient | null = null;

  const onMessage = (topic: string, payload: Buffer) => {
    const parsed = parseTopic(topic);
    if (!parsed || topic !== topicOf(parsed.terminalId, parsed.leaf)) return;
    const handler = handlers.get(parsed.leaf as UpLeaf);
    handler?.({ terminalId: parsed.terminalId, payload, receivedAt: options.now() }).catch(
      (error) => log.error({ err: error }, 'message of a terminal was not taken'),
    );
  };

  return {
    on: (leaf, handler) => void handlers.set(leaf, handler),
    connected: () => client?.connected ?? false,
    send(terminalId, leaf, payload) {
      const retain = leaf !== 'ack';
      return new Promise((resolve, reject) => {
        if (!client) return reject(new Error('not started'));
        client.publish(
          topicOf(terminalId, leaf),
          JSON.stringify(payload),
          { qos: retain ? 1 : 0, retain },
          (error) => (error ? reject(error) : resolve()),
        );
      });
    },
    async start() {
      client = mqtt.connect(url, {
        clientId: `anyuan-server-${options.instance}`,
        clean: true,
        reconnectPeriod: 1000,
        queueQoSZero: false,
      });
      client.on('message', onMessage);
      client.on('error', (error) => log.warn({ err: error }, 'outside broker'));
      client.on('connect', () => {
        log.info('connected to the outside broker');
        client?.subscribe(
          upLeaves.map((leaf) => `${topicRoot}/+/+/${leaf}`),
          { qos: 1 },
        );
      });
    },
    async stop() {
      await client?.endAsync(true);
    },
  };
}
