import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { downLeaves, topicOf } from '@anyuan/contracts/topics.ts';
import mqttPacket, { type Packet } from 'mqtt-packet';

export interface SessionOptions {
  url: string;
  terminalId: string;
  secret: string;
  cleanSession?: boolean;
  keepAliveSec?: number;
  ca?: string | Buffer;
  now?(): number;
  /** Subscribed: messages may go out. */
  onReady(): void;
  onPuback(messageId: number): void;
  onMessage(topic: string, payload: Buffer): void;
  /** Exactly once, whatever ended it. */
  onEnd(ended: Ended): void;
}

export interface Ended {
  error: Error;
  wasReady: boolean;
  /** The broker does not take this credential: trying again will not help. */
  isRefused: boolean;
}

/** One connection, from CONNECT to its end. */
export interface MqttSession {
  readonly ready: boolean;
  /** QoS 1. */
  publish(topic: string, payload: string, messageId: number): void;
  /** Like a pulled cable. */
  destroy(): void;
  /** Says offline, then goes; the last will stays silent. */
  end(): Promise<void>;
}

const subscribeMessageId = 65_001;
const statusMessageId = 65_002;
const connectTimeoutMs = 20_000;
const byeTimeoutMs = 2_000;
const credentialRefusals = new Set([2, 4, 5]);
const protocol = { protocolVersion: 4 };

/**
 * MQTT 3.1.1 on a bare socket: `mqtt-packet` writes and reads the packets, and that is all. The
 * full client costs tens of KB and several timers a connection, which thousands in one process
 * would feel as lateness of the load.
 */
export function openSession(options: SessionOptions): MqttSession {
  const { terminalId } = options;
  const socket = openSocket(options.url, options.ca);
  const parser = mqttPacket.parser(protocol);
  const keepAliveMs = (options.keepAliveSec ?? 60) * 1000;
  let ready = false;
  let wasReady = false;
  let isRefused = false;
  let cause: Error | null = null;
  let onBye = (): void => {};

  const send = (packet: Packet): void => {
    if (socket.writable) socket.write(mqttPacket.generate(packet, protocol));
  };
  const publishStatus = (online: boolean): void =>
    send(publishPacket(topicOf(terminalId, 'status'), statusText(options, online), true));
  const fail = (error: Error): void => {
    cause ??= error;
    socket.destroy();
  };

  const onPacket = (packet: Packet): void => {
    if (packet.cmd === 'puback') {
      if (packet.messageId === statusMessageId) onBye();
      else options.onPuback(packet.messageId ?? 0);
    } else if (packet.cmd === 'publish') {
      if (packet.qos > 0) send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
      options.onMessage(packet.topic, packet.payload as Buffer);
    } else if (packet.cmd === 'connack') {
      isRefused = credentialRefusals.has(packet.returnCode ?? 0);
      if (packet.returnCode === 0) send(subscribePacket(terminalId));
      else fail(new Error(`connect refused: ${packet.returnCode}`));
    } else if (packet.cmd === 'suback') {
      if (packet.granted.includes(128)) {
        fail(new Error('subscription refused'));
        return;
      }
      clearTimeout(connecting);
      ready = wasReady = true;
      publishStatus(true);
      options.onReady();
    }
  };

  const connecting = setTimeout(() => fail(new Error('no answer in time')), connectTimeoutMs);
  const pinger = setInterval(() => ready && send({ cmd: 'pingreq' }), keepAliveMs * 0.75);
  parser.on('packet', onPacket);
  parser.on('error', fail);
  socket.on('data', (chunk) => void parser.parse(chunk));
  socket.on('error', fail);
  socket.once('connect', () => send(connectPacket(options, keepAliveMs / 1000)));
  socket.once('close', () => {
    clearTimeout(connecting);
    clearInterval(pinger);
    ready = false;
    onBye();
    options.onEnd({ error: cause ?? new Error('connection lost'), wasReady, isRefused });
  });

  return {
    get ready() {
      return ready;
    },
    publish: (topic, payload, messageId) =>
      send({ ...publishPacket(topic, payload, false), messageId }),
    destroy: () => void socket.destroy(),
    async end() {
      const bye = new Promise<void>((resolve) => {
        onBye = resolve;
        setTimeout(resolve, byeTimeoutMs).unref();
      });
      const wasConnected = ready;
      ready = false;
      if (wasConnected) {
        publishStatus(false);
        await bye;
        send({ cmd: 'disconnect' });
      }
      socket.destroySoon();
    },
  };
}

function openSocket(url: string, ca: string | Buffer | undefined): Socket {
  const { protocol: scheme, hostname, port } = new URL(url);
  const isTls = scheme === 'mqtts:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const at = { host, port: Number(port || (isTls ? 8883 : 1883)), noDelay: true };
  return isTls ? connectTls({ ...at, ...(ca === undefined ? {} : { ca }) }) : connectTcp(at);
}

function statusText(options: SessionOptions, online: boolean): string {
  return JSON.stringify({ v: 1, online, at: (options.now ?? Date.now)() });
}

function connectPacket(options: SessionOptions, keepalive: number): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId: options.terminalId,
    clean: options.cleanSession ?? false,
    keepalive,
    username: options.terminalId,
    password: Buffer.from(options.secret),
    will: {
      topic: topicOf(options.terminalId, 'status'),
      payload: statusText(options, false),
      qos: 1,
      retain: true,
    },
  };
}

function subscribePacket(terminalId: string): Packet {
  return {
    cmd: 'subscribe',
    messageId: subscribeMessageId,
    subscriptions: downLeaves.map((leaf) => ({ topic: topicOf(terminalId, leaf), qos: 1 })),
  };
}

function publishPacket(topic: string, payload: string, retain: boolean) {
  return {
    cmd: 'publish' as const,
    qos: 1 as const,
    dup: false,
    retain,
    topic,
    payload,
    messageId: statusMessageId,
  };
}
