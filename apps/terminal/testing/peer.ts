import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { type Detection, detectionSchema } from '@anyuan/contracts/detection.ts';
import { errorReply } from '@anyuan/contracts/errors.ts';
import { observationSchema } from '@anyuan/contracts/observation.ts';
import { selfTestSchema } from '@anyuan/contracts/self-test.ts';
import { spokenSchema } from '@anyuan/contracts/speak.ts';
import { talkUpSchema } from '@anyuan/contracts/talk.ts';
import {
  type Ack,
  arrivalPressSchema,
  type Fault,
  faultSchema,
  heartbeatSchema,
  statusSchema,
} from '@anyuan/contracts/terminal.ts';
import {
  type DownLeaf,
  maySubscribe,
  parseTopic,
  shardOf,
  topicOf,
  type UpLeaf,
  upLeafOf,
} from '@anyuan/contracts/topics.ts';
import { Aedes, type Client } from 'aedes';

export const terminalId = '0198a000-0000-7000-8000-000000000001';
export const secret = 'secret-of-the-terminal';

/** How detections are answered: committed, not at all, or refused with a code. */
export type AckMode = 'commit' | 'silent' | { refuse: string };

export interface Received {
  leaf: UpLeaf;
  value: Record<string, unknown>;
  via: 'mqtt' | 'http';
}

/**
 * The other end of the wire for tests of the terminal: a real broker (aedes) and a real HTTP
 * server that hold to the contracts and note every breach of them.
 */
export interface Peer {
  url: string;
  mqttUrl(): string;
  received: Received[];
  detections(): Detection[];
  /** Lengths of the WAV uploads per detection, in order. */
  clips: Map<string, Uint8Array[]>;
  enrolments: Record<string, unknown>[];
  /** What may be fetched, by its path. */
  files: Map<string, () => Buffer | Promise<Buffer>>;
  /** What was not as the contracts say. */
  breaches: string[];
  answer(mode: AckMode): void;
  /** Another code than this is refused; undefined takes anything. */
  wantCode(code: string | undefined): void;
  send(leaf: DownLeaf, payload: object, retain?: boolean): Promise<void>;
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
  clientCount(): number;
  close(): Promise<void>;
}

const schemas = {
  spoken: spokenSchema,
  talkback: talkUpSchema,
  detection: detectionSchema,
  heartbeat: heartbeatSchema,
  fault: faultSchema,
  arrival: arrivalPressSchema,
  status: statusSchema,
  selftest: selfTestSchema,
  observation: observationSchema,
};

type Parts = Pick<Peer, 'received' | 'clips' | 'enrolments' | 'files' | 'breaches'> & {
  mode: AckMode;
  code: string | undefined;
  mqttPort: number;
};

function ackOf(id: string, mode: AckMode): Ack | null {
  if (mode === 'silent') return null;
  if (mode === 'commit') return { v: 1, ids: [id], refused: [] };
  return { v: 1, ids: [], refused: [{ id, code: mode.refuse }] };
}

/** Takes one message as the contracts say; gives the acknowledgement of a detection or a fault. */
function take(parts: Parts, leaf: UpLeaf, text: string, via: Received['via']): Ack | null {
  const parsed = schemas[leaf].safeParse(JSON.parse(text));
  if (!parsed.success) {
    parts.breaches.push(`${leaf}: ${parsed.error.message}`);
    return null;
  }
  parts.received.push({ leaf, value: parsed.data as unknown as Record<string, unknown>, via });
  if (leaf === 'fault') return ackOf((parsed.data as Fault).id, 'commit');
  return leaf === 'detection' ? ackOf((parsed.data as Detection).id, parts.mode) : null;
}

async function makeBroker(parts: Parts) {
  const broker = await Aedes.createBroker();
  broker.authenticate = (client, username, password, done) => {
    const ok = client.id === terminalId && username === client.id && String(password) === secret;
    done(ok ? null : Object.assign(new Error('refused'), { returnCode: 4 }), ok);
  };
  broker.authorizePublish = (client, packet, done) => {
    if (client !== null && !upLeafOf(client.id, packet.topic)) parts.breaches.push(packet.topic);
    done(null);
  };
  broker.authorizeSubscribe = (client, subscription, done) => {
    if (!maySubscribe(client.id, subscription.topic)) parts.breaches.push(subscription.topic);
    done(null, subscription);
  };
  broker.on('publish', (packet, client: Client | null) => {
    const leaf = parseTopic(packet.topic)?.leaf;
    if (client === null || leaf === undefined || !(leaf in schemas)) return;
    const ack = take(parts, leaf as UpLeaf, String(packet.payload), 'mqtt');
    if (ack !== null) void publish(broker, topicOf(client.id, 'ack'), ack, false);
  });
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.listen(parts.mqttPort, '127.0.0.1');
  await once(server, 'listening');
  parts.mqttPort = (server.address() as AddressInfo).port;
  return {
    broker,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      // aedes may wait for ever for a client that went in the middle of a message: nobody needs that.
      await Promise.race([
        new Promise<void>((done) => broker.close(() => done())),
        new Promise<void>((done) => setTimeout(done, 300)),
      ]);
    },
  };
}

function publish(broker: Aedes, topic: string, payload: object, retain: boolean): Promise<void> {
  const packet = { cmd: 'publish', qos: 1, dup: false, retain, topic } as const;
  return new Promise((done, fail) => {
    broker.publish({ ...packet, payload: JSON.stringify(payload) }, (error) =>
      error ? fail(error) : done(),
    );
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function handle(parts: Parts, request: IncomingMessage, response: ServerResponse) {
  const body = await bodyOf(request);
  const path = request.url ?? '';
  if (path === '/api/terminals/enrol') {
    const asked = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    parts.enrolments.push(asked);
    if (asked.code !== parts.code) {
      return reply(response, 403, errorReply('enrolment.wrongCode'));
    }
    const mqttUrl = `mqtt://127.0.0.1:${parts.mqttPort}`;
    const shard = shardOf(terminalId);
    return reply(response, 200, { terminalId, secret, shard, mqttUrl, name: '终端一' });
  }
  if (request.headers.authorization !== `Bearer ${terminalId}.${secret}`) {
    return reply(response, 401, errorReply('terminal.wrongCredential'));
  }
  if (path === '/api/terminal/detections') {
    const ack = take(parts, 'detection', body.toString('utf8'), 'http');
    return ack === null
      ? reply(response, 503, errorReply('server.notReady'))
      : reply(response, 200, ack);
  }
  const file = await parts.files.get(path)?.();
  if (file) return void response.writeHead(200).end(file);
  const id = /^\/api\/terminal\/clips\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (id === undefined) return reply(response, 404, errorReply('route.unknown'));
  if (request.headers['content-type'] !== 'audio/wav') parts.breaches.push('clip content-type');
  parts.clips.set(id, [...(parts.clips.get(id) ?? []), body]);
  return reply(response, 200, { ok: true });
}

export async function openPeer(): Promise<Peer> {
  const parts: Parts = {
    received: [],
    clips: new Map(),
    enrolments: [],
    files: new Map(),
    breaches: [],
    mode: 'commit',
    code: undefined,
    mqttPort: 0,
  };
  let running: Awaited<ReturnType<typeof makeBroker>> | undefined = await makeBroker(parts);
  // A terminal that is stopped in the middle of an upload takes its request with it.
  const http = createServer((request, response) => {
    handle(parts, request, response).catch(() => response.destroy());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    ...parts,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    mqttUrl: () => `mqtt://127.0.0.1:${parts.mqttPort}`,
    detections: () =>
      parts.received
        .filter((r) => r.leaf === 'detection')
        .map((r) => r.value as unknown as Detection),
    answer(mode) {
      parts.mode = mode;
    },
    wantCode(code) {
      parts.code = code;
    },
    async send(leaf, payload, retain = false) {
      if (running) await publish(running.broker, topicOf(terminalId, leaf), payload, retain);
    },
    async stopBroker() {
      await running?.close();
      running = undefined;
    },
    async startBroker() {
      running ??= await makeBroker(parts);
    },
    clientCount: () => running?.broker.connectedClients ?? 0,
    async close() {
      await running?.close();
      http.closeAllConnections();
      http.close();
    },
  };
}
