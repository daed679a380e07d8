import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { topicOf } from '@anyuan/contracts/topics.ts';
import { pgConfig } from '@anyuan/server/platform/db.ts';
import { monotonicMs } from '@anyuan/testkit/virtual-terminal.ts';
import { type MqttSession, openSession } from '@anyuan/testkit/virtual-terminal-session.ts';
import pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Credential } from './load.ts';
import type { World } from './world.ts';

/** Times of the three things nobody can do without, ms; `total` is all three, one after the other. */
export interface FloorSample {
  publish: number;
  commit: number;
  frame: number;
  total: number;
}

export interface FloorOptions {
  world: World;
  /** A terminal that is not otherwise connected. */
  credential: Credential;
  ratePerSec: number;
  count: number;
}

/**
 * What this machine needs at the very least: one QoS 1 publish to the same broker, one durable
 * single-row commit in the same PostgreSQL, one WebSocket frame, strictly one after the other and
 * paced like the load (a machine that is kept busy answers differently from one that dozes off).
 */
export async function measureFloor(options: FloorOptions): Promise<FloorSample[]> {
  const parts = await openParts(options);
  try {
    const samples: FloorSample[] = [];
    const beganAt = monotonicMs();
    for (let n = 0; n < options.count; n++) {
      const waitMs = beganAt + (n / options.ratePerSec) * 1000 - monotonicMs();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      samples.push(await measureOnce(parts));
    }
    return samples;
  } finally {
    await parts.close();
  }
}

async function measureOnce(parts: Parts): Promise<FloorSample> {
  const beganAt = monotonicMs();
  await parts.publish();
  const publishedAt = monotonicMs();
  await parts.commit();
  const committedAt = monotonicMs();
  const arrivedAt = await parts.frame();
  return {
    publish: publishedAt - beganAt,
    commit: committedAt - publishedAt,
    frame: arrivedAt - committedAt,
    total: arrivedAt - beganAt,
  };
}

interface Parts {
  publish(): Promise<void>;
  commit(): Promise<void>;
  /** Resolves with the time of arrival at the far end. */
  frame(): Promise<number>;
  close(): Promise<void>;
}

/** About as large as the real ones. */
const publishText = JSON.stringify({ floor: 'x'.repeat(420) });
const rowText = JSON.stringify({ floor: 'x'.repeat(2_000) });
const frameText = JSON.stringify({ floor: 'x'.repeat(1_800) });

async function openParts({ world, credential }: FloorOptions): Promise<Parts> {
  const broker = await openPublisher(world.mqttUrl, credential);
  const database = await openDatabase(world);
  const live = await openFrames();
  return {
    publish: broker.publish,
    commit: database.commit,
    frame: live.frame,
    async close() {
      await broker.close();
      await database.close();
      await live.close();
    },
  };
}

/**
 * The heartbeat topic with a payload that is no heartbeat: the server takes it from the broker and
 * drops it, so PUBACK costs the broker and nothing else.
 */
async function openPublisher(url: string, credential: Credential) {
  const topic = topicOf(credential.id, 'heartbeat');
  let acknowledged = (): void => {};
  let session: MqttSession | undefined;
  await new Promise<void>((onReady, reject) => {
    session = openSession({
      url,
      terminalId: credential.id,
      secret: credential.secret,
      cleanSession: true,
      onReady,
      onPuback: () => acknowledged(),
      onMessage() {},
      onEnd: ({ error }) => reject(error),
    });
  });
  return {
    publish: () =>
      new Promise<void>((resolve) => {
        acknowledged = resolve;
        session?.publish(topic, publishText, 1);
      }),
    close: async () => session?.end(),
  };
}

/** A table of its own beside ours, in the same cluster: same log, same disk. */
async function openDatabase(world: World) {
  const connection = world.connection();
  const config = 'url' in connection ? connection : { ...connection, database: 'postgres' };
  const client = new pg.Client(pgConfig(config));
  await client.connect();
  await client.query('create table if not exists floor (id bigserial primary key, body jsonb)');
  const commit = async () => {
    await client.query({
      name: 'floor',
      text: 'insert into floor (body) values ($1)',
      values: [rowText],
    });
  };
  return { commit, close: () => client.end() };
}

async function openFrames() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const worker = new Worker(new URL('./floor-worker.ts', import.meta.url), {
    workerData: { url: `ws://127.0.0.1:${port}` },
  });
  const [socket] = (await once(server, 'connection')) as [WebSocket];
  return {
    frame: () =>
      new Promise<number>((resolve) => {
        socket.once('message', (data) => resolve(Number(String(data))));
        socket.send(frameText);
      }),
    async close() {
      socket.terminate();
      server.close();
      await worker.terminate();
    },
  };
}
