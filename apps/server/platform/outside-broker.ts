import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  downDelivery,
  parseTopic,
  topicOf,
  topicRoot,
  type UpLeaf,
  upLeaves,
} from '@anyuan/contracts/topics.ts';
import mqtt, { type MqttClient } from 'mqtt';
import type { Logger } from 'pino';
import type { TerminalLink, UpMessage } from './terminal-link.ts';

const refusedPauseMs = 5000;
const endWaitMs = 1000;

/** A broker that is away is asked for each second; said each second it would bury everything else. */
const tellAgainMs = 600_000;
const notReached =
  '连不上外部消息服务，请检查 --mqtt-url 的地址、账号、证书与防火墙；会一直重试，终端先经 HTTP 报警  ' +
  'the outside broker is not reached: check address, account, certificate and firewall of --mqtt-url; ' +
  'it is tried again for ever, terminals deliver over HTTP meanwhile';

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
  /** Takes what terminals send; else only speaks to them. */
  hears: boolean;
}): TerminalLink {
  const { url, log } = options;
  /** Not before the broker has granted every topic: connected but deaf is not connected. */
  let isHearing = false;
  const handlers = new Map<UpLeaf, (message: UpMessage) => Promise<void>>();
  let client: MqttClient | null = null;
  const unsent = new Set<(reason: Error) => void>();

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
    connected: () => (client?.connected ?? false) && isHearing,
    send(terminalId, leaf, payload) {
      const delivery = downDelivery[leaf];
      return new Promise((resolve, reject) => {
        if (!client) return reject(new Error('not started'));
        unsent.add(reject);
        client.publish(
          topicOf(terminalId, leaf),
          JSON.stringify(payload),
          { qos: delivery === 'now' ? 0 : 1, retain: delivery === 'retained' },
          (error) => {
            unsent.delete(reject);
            if (error) reject(error);
            else resolve();
          },
        );
      });
    },
    async start() {
      let toldAtMs = Number.NEGATIVE_INFINITY;
      const made = mqtt.connect(url, {
        clientId: `anyuan-server-${options.instance}`,
        clean: true,
        reconnectPeriod: 1000,
        resubscribe: false,
        queueQoSZero: false,
      });
      client = made;
      const hear = async () => {
        try {
          if (options.hears) await subscribe(made);
          isHearing = true;
          toldAtMs = Number.NEGATIVE_INFINITY;
          log.info('connected to the outside broker');
          // Acknowledgements are small: waiting to fill a packet (Nagle) cost them 15 ms.
          (client?.stream as Socket | undefined)?.setNoDelay?.(true);
        } catch (err) {
          log.error(
            { err },
            'the outside broker (--mqtt-url) does not let this account read anyuan/#',
          );
          if (made.connected) setTimeout(() => made.reconnect(), refusedPauseMs).unref();
        }
      };
      made.on('message', onMessage);
      made.on('error', (err) => {
        if (performance.now() - toldAtMs < tellAgainMs) return;
        toldAtMs = performance.now();
        log.warn({ err }, notReached);
      });
      made.on('connect', () => void hear());
      made.on('close', () => {
        isHearing = false;
      });
    },
    async stop() {
      if (!client) return;
      // The library waits for the end of a stream, also of one that a broker cut before: then for ever.
      const late = new AbortController();
      const waited = sleep(endWaitMs, undefined, { signal: late.signal }).catch(() => undefined);
      await Promise.race([client.endAsync(true), waited]);
      late.abort();
      // Whoever waits for one of these would keep the server from stopping.
      for (const reject of unsent) reject(new Error('the link to the broker has ended'));
    },
  };
}

async function subscribe(client: MqttClient): Promise<void> {
  const topics = upLeaves.map((leaf) => `${topicRoot}/+/+/${leaf}`);
  const granted = await client.subscribeAsync(topics, { qos: 1 });
  if (granted.length < topics.length || granted.some((g) => g.qos > 2)) {
    throw new Error('subscription refused');
  }
}
