import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { FactType } from '@anyuan/contracts/facts.ts';
import { defaultPhrases } from '@anyuan/contracts/phrases.ts';
import type { DownLeaf, UpLeaf } from '@anyuan/contracts/topics.ts';
import { makeTestClock, type TestClock } from '@anyuan/testkit/clock.ts';
import { freshDatabase } from '@anyuan/testkit/fresh-database.ts';
import pino from 'pino';
import { type Credentials, makeCredentials } from '../devices/credentials.ts';
import { type Devices, makeDevices } from '../devices/devices.ts';
import { type Db, openDb } from '../platform/db.ts';
import { makeFacts } from '../platform/facts.ts';
import type { TerminalLink, UpMessage } from '../platform/terminal-link.ts';
import { makeSites, type Sites } from '../sites/service.ts';
import { makeTickets, type Tickets } from '../ticket/service.ts';
import { seedDemonstration } from './seed-demonstration.ts';

/** A link that keeps what was sent: what an outside broker would have been given. */
export interface RecordingLink extends TerminalLink {
  sent: { terminalId: string; leaf: DownLeaf; payload: Record<string, unknown> }[];
  /** Last of this leaf to this terminal. */
  last(terminalId: string, leaf: DownLeaf): Record<string, unknown> | undefined;
  /** Lets a terminal say something, bytes or an object. */
  say(terminalId: string, leaf: UpLeaf, payload: Buffer | object): Promise<void>;
  setConnected(value: boolean): void;
}

export function makeRecordingLink(clock: TestClock): RecordingLink {
  const handlers = new Map<UpLeaf, (message: UpMessage) => Promise<void>>();
  let isConnected = true;
  const link: RecordingLink = {
    sent: [],
    last: (terminalId, leaf) =>
      link.sent.findLast((s) => s.terminalId === terminalId && s.leaf === leaf)?.payload,
    async say(terminalId, leaf, payload) {
      const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
      await handlers.get(leaf)?.({ terminalId, payload: bytes, receivedAt: clock.now() });
    },
    setConnected(value) {
      isConnected = value;
    },
    on: (leaf, handler) => void handlers.set(leaf, handler),
    async send(terminalId, leaf, payload) {
      link.sent.push({ terminalId, leaf, payload: payload as Record<string, unknown> });
    },
    start: async () => {},
    stop: async () => {},
    connected: () => isConnected,
  };
  return link;
}

export interface World {
  clock: TestClock;
  db: Db;
  link: RecordingLink;
  sites: Sites;
  credentials: Credentials;
  devices: Devices;
  tickets: Tickets;
  rejected: { leaf: UpLeaf; code: ErrorCode }[];
  /** Types of the facts recorded so far, oldest first. */
  facts(): Promise<FactType[]>;
  end(): Promise<void>;
}

/** The demonstration county in a database of its own, with devices listening. */
export async function makeWorld(): Promise<World> {
  const clock = makeTestClock(Date.parse('2026-03-02T08:00:00+08:00'));
  const log = pino({ level: 'silent' });
  const fresh = await freshDatabase();
  const db = openDb(fresh.connection);
  await seedDemonstration({ db });
  const sites = makeSites({ db, clock, log });
  await sites.refresh();
  const link = makeRecordingLink(clock);
  const rejected: World['rejected'] = [];
  const facts = makeFacts(new Map());
  const credentials = makeCredentials({ db, clock });
  const tickets = makeTickets({ db, clock, facts, places: sites, lineOf: (id) => [id] });
  const devices = makeDevices({
    db,
    clock,
    log,
    facts,
    link,
    credentials,
    places: sites,
    phrasesOf: async () => () => defaultPhrases,
    tickets,
    mqttUrlFor: (hostname) => `mqtt://${hostname}:1883`,
    onRejected: (leaf, code) => void rejected.push({ leaf, code }),
  });
  devices.listen();
  devices.start();
  return {
    clock,
    db,
    link,
    sites,
    credentials,
    devices,
    tickets,
    rejected,
    async facts() {
      const rows = await db.query.selectFrom('fact').select('type').orderBy('id').execute();
      return rows.map((r) => r.type);
    },
    async end() {
      await devices.stop();
      await db.close();
      await fresh.drop();
    },
  };
}
