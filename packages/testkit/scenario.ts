import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlarmDetail, AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { ErrorReply } from '@anyuan/contracts/errors.ts';
import type { ServerFrame } from '@anyuan/contracts/live.ts';
import { type RouteName, routes } from '@anyuan/contracts/routes/index.ts';
import type { Route } from '@anyuan/contracts/routes/route.ts';
import type { ServerSettings } from '@anyuan/contracts/settings.ts';
import { makeServer, type Server } from '@anyuan/server/main.ts';
import { openDb } from '@anyuan/server/platform/db.ts';
import { makeLog } from '@anyuan/server/platform/log.ts';
import { parseServerSettings } from '@anyuan/server/platform/settings.ts';
import {
  demonstrationPassword,
  seedDemonstration,
} from '@anyuan/server/seed/seed-demonstration.ts';
import WebSocket from 'ws';
import type { z } from 'zod';
import { makeTestClock, type TestClock } from './clock.ts';
import { type FreshDatabase, freshDatabase } from './fresh-database.ts';
import { openTerminal, type ScenarioTerminal } from './scenario-terminal.ts';

export type { ScenarioTerminal } from './scenario-terminal.ts';

type Reply<N extends RouteName> = z.output<(typeof routes)[N]['reply']>;
type Input<N extends RouteName> = {
  params?: z.input<(typeof routes)[N]['params']>;
  query?: z.input<(typeof routes)[N]['query']>;
  body?: z.input<(typeof routes)[N]['body']>;
};

/** A person with a browser. */
export interface Actor {
  /** Calls a route; a refusal throws `Refused` with its code. */
  call<N extends RouteName>(name: N, input?: Input<N>): Promise<Reply<N>>;
  /** Opens the live view and collects. */
  live(): Promise<LiveScreen>;
  cookie: string;
}

export interface LiveScreen {
  frames: ServerFrame[];
  /** Highest version of each alarm seen. */
  alarms: Map<string, AlarmSummary>;
  send(frame: object): void;
  close(): void;
}

export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export interface Scenario {
  clock: TestClock;
  server: Server;
  database: FreshDatabase;
  url: string;
  as(login: string): Promise<Actor>;
  /** The same at another instance. */
  at(server: Server, login: string): Promise<Actor>;
  nobody: Actor;
  terminal(name?: string): Promise<ScenarioTerminal>;
  /** Moves time on second by second, letting the server do what is due. */
  advance(seconds: number): Promise<void>;
  /** The whole record of an alarm, as the station sees it. */
  record(alarmId: string): Promise<AlarmDetail>;
  /** Stops the server and starts it anew on the same data and ports; `meanwhile` runs in between. */
  restart(meanwhile?: () => Promise<void> | void): Promise<void>;
  end(): Promise<void>;
}

/** Wednesday 2026-09-16, 10:00 in Shanghai: a school day. */
const schoolMorning = Date.UTC(2026, 8, 16, 2, 0, 0);

/** Tries until the assertion holds: for what another connection has yet to hear of. */
export async function soon<T>(check: () => T | Promise<T>, withinMs = 5000): Promise<T> {
  const until = performance.now() + withinMs;
  // Ever less often: asking without pause would take the processor from what is waited for.
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.4, 60)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** The demonstration county with a real server, database and broker, and time under control. */
export async function startScenario(
  options: { settings?: Partial<ServerSettings>; startMs?: number; database?: FreshDatabase } = {},
): Promise<Scenario> {
  const database = options.database ?? (await freshDatabase());
  const clock = makeTestClock(options.startMs ?? schoolMorning);
  const dataDir = mkdtempSync(join(tmpdir(), 'anyuan-scenario-'));
  const settings = { ...testSettings(dataDir), ...options.settings };
  const db = openDb(database.connection, { max: 1 });
  await seedDemonstration({ db, dataDir });
  // Scenarios are about what comes after the first sign-in.
  await db.pool.query('update person set must_change_password = false');
  await db.close();
  const log = makeLog({ level: process.env.ANYUAN_TEST_LOG ?? 'silent' });
  const steady = { ...clock, driftMs: () => 0, adopt: () => {} };
  const start = async (at: ServerSettings) => {
    const made = await makeServer({
      settings: at,
      connection: database.connection,
      clock: steady,
      log,
    });
    await made.start();
    return made;
  };
  let server = await start(settings);
  const closers: (() => Promise<void> | void)[] = [];

  const scenario: Scenario = {
    clock,
    database,
    get server() {
      return server;
    },
    get url() {
      return server.url();
    },
    nobody: actor(() => server.url(), '', closers),
    async as(login) {
      return signIn(() => server.url(), login, closers);
    },
    at: (there, login) => signIn(() => there.url(), login, closers),
    async terminal(name) {
      const made = await openTerminal(() => server.url(), clock, name);
      closers.push(made.close);
      return made;
    },
    async advance(seconds) {
      await server.idle();
      for (let s = 0; s < seconds; s++) {
        await clock.advance(1000);
        await server.idle();
      }
    },
    async record(alarmId) {
      const command = await scenario.as('command');
      return (await command.call('showAlarm', { params: { alarmId } })).alarm;
    },
    async restart(meanwhile) {
      const port = Number(new URL(server.url()).port);
      const mqttPort = server.mqttPort();
      await server.stop();
      await meanwhile?.();
      server = await start({ ...settings, port, mqttPort });
    },
    async end() {
      for (const close of closers) await close();
      await server.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return scenario;
}

export function testSettings(dataDir: string): ServerSettings {
  const parsed = parseServerSettings({
    argv: ['--data', dataDir, '--port', '0', '--mqtt-port', '0'],
    env: {},
    cwd: dataDir,
  });
  assert.ok(parsed.ok);
  return parsed.settings;
}

async function signIn(url: () => string, login: string, closers: (() => void)[]): Promise<Actor> {
  const response = await fetch(`${url()}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login, password: demonstrationPassword }),
  });
  assert.equal(response.status, 200, `sign-in of ${login}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return actor(url, cookie, closers);
}

function actor(url: () => string, cookie: string, closers: (() => void)[]): Actor {
  return {
    cookie,
    async call(name, input = {}) {
      const route: Route = routes[name];
      const { params = {}, query = {}, body } = input as Record<string, Record<string, string>>;
      const path = route.path.replace(/:(\w+)/g, (_all, key) =>
        encodeURIComponent(params[key] ?? ''),
      );
      const search = new URLSearchParams(query).toString();
      const response = await fetch(`${url()}${path}${search ? `?${search}` : ''}`, {
        method: route.method,
        headers: {
          cookie,
          'x-anyuan': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Refused(((await response.json()) as ErrorReply).error.code);
      if (route.raw === 'out') return Buffer.from(await response.arrayBuffer()) as never;
      return route.reply.parse(await response.json()) as never;
    },
    async live() {
      const screen = await openScreen(url(), cookie);
      closers.push(screen.close);
      return screen;
    },
  };
}

async function openScreen(url: string, cookie: string): Promise<LiveScreen> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, { headers: { cookie } });
  const frames: ServerFrame[] = [];
  const alarms = new Map<string, AlarmSummary>();
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      frames.push(frame);
      if (frame.type !== 'alarms') return;
      for (const a of frame.alarms) {
        if ((alarms.get(a.id)?.version ?? 0) <= a.version) alarms.set(a.id, a);
      }
      if (frame.last) resolve();
    });
  });
  return {
    frames,
    alarms,
    send: (frame) => socket.send(JSON.stringify(frame)),
    close: () => socket.terminate(),
  };
}
