import type { Clock } from '@anyuan/contracts/clock.ts';
import { type Speak, speakSchema } from '@anyuan/contracts/speak.ts';
import { type TalkDown, talkDownSchema } from '@anyuan/contracts/talk.ts';
import {
  type Ack,
  ackSchema,
  type TerminalAsk,
  type TerminalState,
  terminalAskSchema,
  terminalStateSchema,
} from '@anyuan/contracts/terminal.ts';
import { type DownLeaf, downLeaves, topicOf, type UpLeaf } from '@anyuan/contracts/topics.ts';
import mqtt from 'mqtt';
import type { z } from 'zod';
import { parseJson } from './json.ts';
import type { Log } from './log.ts';

export interface LinkOptions {
  url: string;
  terminalId: string;
  secret: string;
  ca: string | undefined;
  clock: Clock;
  log: Log;
  random: () => number;
  onAck(ack: Ack): void;
  onState(state: TerminalState): void;
  onSpeak(speak: Speak): void;
  onTalk(message: TalkDown): void;
  onAsk(ask: TerminalAsk): void;
  /** Not parsed: the config store keeps the old one when this is not valid. */
  onConfig(config: unknown): void;
  onConnected(): void;
  /** The broker refused the credential; the link keeps trying, slowly. */
  onRefused(): void;
  /** First and longest pause between connection attempts, ms. */
  retryMs?: { first: number; longest: number };
}

export interface Link {
  start(): void;
  connected(): boolean;
  /**
   * Hands a message to the broker. QoS 1 settles on PUBACK, which says only that the broker has
   * it. Rejects when not connected or the connection breaks first; nothing is queued here, so that
   * no message can go out late with an old `sentAt`.
   */
  publish(leaf: UpLeaf, payload: object, options: { qos: 0 | 1; retain?: boolean }): Promise<void>;
  /** Says offline and goes. */
  stop(): Promise<void>;
}

const credentialRefusals = new Set([2, 4, 5, 134, 135]);

/**
 * The MQTT 3.1.1 connection: persistent session, last will, one fresh client per connection (an
 * in-memory queue of an older one would repeat messages with stale times), growing pauses.
 */
export function makeLink(options: LinkOptions): Link {
  const { clock, log, terminalId } = options;
  const retry = options.retryMs ?? { first: 1_000, longest: 30_000 };
  let client: mqtt.MqttClient | undefined;
  let ready = false;
  let stopped = false;
  let failures = 0;
  let waiting: { cancel(): void } | undefined;

  const statusPayload = (online: boolean) => ({ v: 1, online, at: clock.now() });

  function connect(): void {
    waiting = undefined;
    if (stopped) return;
    const current = mqtt.connect(options.url, connectOptions(options, statusPayload(false)));
    client = current;
    current.on('connect', () => void subscribe(current));
    current.on('message', (topic, payload) => receive(options, topic, payload));
    current.on('error', (error) => refused(error));
    current.on('close', () => lost(current));
  }

  async function subscribe(current: mqtt.MqttClient): Promise<void> {
    try {
      const topics = downLeaves.map((leaf) => topicOf(terminalId, leaf));
      // Before anything is sent: an acknowledgement must not come while nobody listens.
      await current.subscribeAsync(topics, { qos: 1 });
      if (current !== client || stopped) return;
      ready = true;
      failures = 0;
      log.info({ url: options.url }, '已连接服务器  connected');
      publish('status', statusPayload(true), { qos: 1, retain: true }).catch(() => undefined);
      options.onConnected();
    } catch (error) {
      log.warn({ err: error }, '订阅失败  subscription failed');
      current.end(true);
    }
  }

  function refused(error: Error): void {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'number' && credentialRefusals.has(code)) {
      failures = Math.max(failures, 6);
      options.onRefused();
    } else if (failures === 0) {
      log.warn(
        { url: options.url, reason: error.message || String(code) },
        '连不上消息服务，继续重试；本地报警照常  broker unreachable, retrying',
      );
    }
  }

  function lost(current: mqtt.MqttClient): void {
    if (current !== client) return;
    if (ready && !stopped) log.warn('与服务器的连接断开，报警将保存并补发  disconnected');
    client = undefined;
    ready = false;
    current.end(true);
    if (stopped) return;
    const pauseMs = Math.min(retry.longest, retry.first * 2 ** Math.min(failures, 10));
    failures += 1;
    waiting = clock.setTimer(clock.now() + pauseMs * (0.7 + 0.6 * options.random()), connect);
  }

  async function publish(
    leaf: UpLeaf,
    payload: object,
    how: { qos: 0 | 1; retain?: boolean },
  ): Promise<void> {
    if (client === undefined || !ready) throw new Error('not connected');
    await client.publishAsync(topicOf(terminalId, leaf), JSON.stringify(payload), how);
  }

  return {
    start: connect,
    connected: () => ready,
    publish,
    async stop() {
      stopped = true;
      waiting?.cancel();
      const current = client;
      if (current === undefined) return;
      if (ready) {
        const bye = publish('status', statusPayload(false), { qos: 1, retain: true });
        await Promise.race([bye.catch(() => undefined), pause(clock, 1_000)]);
      }
      await Promise.race([current.endAsync(false).catch(() => undefined), pause(clock, 1_000)]);
      current.end(true);
    },
  };
}

const pause = (clock: Clock, ms: number) =>
  new Promise<void>((resolve) => void clock.setTimer(clock.now() + ms, resolve));

function connectOptions(options: LinkOptions, will: object): mqtt.IClientOptions {
  return {
    protocolVersion: 4,
    clean: false,
    clientId: options.terminalId,
    username: options.terminalId,
    password: options.secret,
    keepalive: 15,
    connectTimeout: 8_000,
    reconnectPeriod: 0,
    queueQoSZero: false,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    will: {
      topic: topicOf(options.terminalId, 'status'),
      payload: JSON.stringify(will),
      qos: 1,
      retain: true,
    },
  };
}

/** Parses what came down and hands it on; what does not parse is logged and dropped. */
function receive(options: LinkOptions, topic: string, payload: Uint8Array): void {
  const leaf = downLeaves.find((l: DownLeaf) => topic === topicOf(options.terminalId, l));
  if (leaf === undefined || payload.length > 256 * 1024) return;
  const value = parseJson(new TextDecoder().decode(payload));
  if (leaf === 'config') {
    options.onConfig(value);
    return;
  }
  const taken = {
    ack: () => hand(ackSchema, value, options.onAck),
    state: () => hand(terminalStateSchema, value, options.onState),
    speak: () => hand(speakSchema, value, options.onSpeak),
    talk: () => hand(talkDownSchema, value, options.onTalk),
    ask: () => hand(terminalAskSchema, value, options.onAsk),
  }[leaf]();
  if (!taken) options.log.warn({ leaf }, '收到无法识别的消息，已忽略  unreadable message ignored');
}

function hand<T>(schema: z.ZodType<T>, value: unknown, take: (message: T) => void): boolean {
  const parsed = schema.safeParse(value);
  if (parsed.success) take(parsed.data);
  return parsed.success;
}
