import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import {
  type ClientFrame,
  clientFrameSchema,
  type OperationView,
  type ServerFrame,
} from '@anyuan/contracts/live.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Who } from './who.ts';

export interface LiveOptions {
  log: Logger;
  now(): number;
  authenticate(cookieHeader: string | undefined): Promise<Who | null>;
  /** All open alarms in a person's scope, for the snapshot. */
  openAlarms(who: Who): Promise<AlarmSummary[]>;
  onFrame(who: Who, frame: ClientFrame): void;
  /** Frames with these alarms, in which the person is called, were handed to the person's socket. */
  onSent(personId: string, alarmIds: readonly string[]): void;
}

/** The live view: what changes is pushed to every open screen that may see it. */
export interface Live {
  attach(server: Server): void;
  alarms(alarms: readonly AlarmSummary[]): void;
  terminals(schoolId: string, terminals: readonly TerminalView[]): void;
  operations(operations: readonly OperationView[]): void;
  /** Ids of people with an open live connection. */
  present(): ReadonlySet<string>;
  connections(): number;
  /** These sessions ended: their screens must sign in again. */
  endSessions(sessionKeys: readonly string[]): void;
  stop(): Promise<void>;
}

/** Above this a client is too slow to be sent every change: it gets the latest value when it has caught up. */
const slowAtBytes = 1 << 20;
const snapshotSlice = 200;
const pingEveryMs = 20_000;

interface Client {
  socket: WebSocket;
  who: Who;
  schools: ReadonlySet<string>;
  /** Same scope, same frame: the text is made once. */
  scopeKey: string;
  /** Latest value per alarm while the client is slow or still loading its snapshot. */
  pending: Map<string, AlarmSummary> | null;
  alive: boolean;
}

export function makeLive(options: LiveOptions): Live {
  const { log } = options;
  const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const clients = new Set<Client>();
  let changed = new Map<string, AlarmSummary>();
  let flushing = false;

  const flush = () => {
    flushing = false;
    const alarms = [...changed.values()];
    changed = new Map();
    const texts = new Map<string, string>();
    for (const client of clients) {
      if (!sendChanges(client, alarms, texts)) continue;
      const { personId } = client.who;
      const called = alarms.filter((a) => a.people.some((p) => p.personId === personId));
      if (called.length > 0)
        options.onSent(
          personId,
          called.map((a) => a.id),
        );
    }
  };

  const pinger = setInterval(() => {
    for (const client of clients) {
      if (!client.alive) client.socket.terminate();
      client.alive = false;
      client.socket.ping();
    }
  }, pingEveryMs);
  pinger.unref();

  const open = async (socket: WebSocket, who: Who) => {
    const schools = who.schoolIds('alarm.view');
    const client: Client = {
      socket,
      who,
      schools,
      scopeKey: [...schools].sort().join(),
      pending: new Map(),
      alive: true,
    };
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('close', () => clients.delete(client));
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => take(client, String(data), options));
    clients.add(client);
    send(client, { type: 'hello', serverTime: options.now(), personId: who.personId });
    await sendSnapshot(client, options);
    catchUp(client);
  };

  return {
    attach(server) {
      server.on('upgrade', (request, socket, head) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        if (pathname !== '/api/live') return socket.destroy();
        options.authenticate(request.headers.cookie).then(
          (who) => {
            if (!who || !sameOrigin(request.headers)) {
              socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
              return;
            }
            wss.handleUpgrade(request, socket, head, (ws) => {
              open(ws, who).catch((error) => {
                log.error({ err: error }, 'live snapshot failed');
                ws.close(1011);
              });
            });
          },
          () => socket.destroy(),
        );
      });
    },
    alarms(alarms) {
      for (const alarm of alarms) {
        const known = changed.get(alarm.id);
        if (!known || known.version <= alarm.version) changed.set(alarm.id, alarm);
      }
      if (!flushing && changed.size > 0) {
        flushing = true;
        setImmediate(flush);
      }
    },
    terminals(schoolId, terminals) {
      const text = JSON.stringify({
        type: 'terminals',
        terminals: [...terminals],
      } satisfies ServerFrame);
      for (const c of clients) {
        if (c.who.schoolIds('terminal.view').has(schoolId) && !isSlow(c)) c.socket.send(text);
      }
    },
    operations(operations) {
      for (const c of clients) {
        const mine = operations.filter(
          (o) =>
            c.who.permissions.has('operation.view') && (!o.schoolId || c.schools.has(o.schoolId)),
        );
        if (mine.length > 0) send(c, { type: 'operations', operations: mine });
      }
    },
    present: () => new Set([...clients].map((c) => c.who.personId)),
    connections: () => clients.size,
    endSessions(sessionKeys) {
      for (const client of clients) {
        if (!sessionKeys.includes(client.who.sessionKey)) continue;
        send(client, { type: 'signedOut' });
        client.socket.close(1008);
      }
    },
    async stop() {
      clearInterval(pinger);
      for (const client of clients) client.socket.close(1012);
      await new Promise((resolve) => wss.close(resolve));
    },
  };
}

/** A browser names the page's origin: another site's page must not ride on the cookie. */
function sameOrigin(headers: IncomingHttpHeaders): boolean {
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

function isSlow(client: Client): boolean {
  return client.socket.bufferedAmount > slowAtBytes;
}

function send(client: Client, frame: ServerFrame): void {
  if (client.socket.readyState === client.socket.OPEN) client.socket.send(JSON.stringify(frame));
}

/** Sends what is in the client's scope; false when nothing went out (now). */
function sendChanges(
  client: Client,
  alarms: readonly AlarmSummary[],
  texts: Map<string, string>,
): boolean {
  if (client.pending || isSlow(client)) {
    client.pending ??= new Map();
    for (const a of alarms) if (client.schools.has(a.schoolId)) client.pending.set(a.id, a);
    return false;
  }
  let text = texts.get(client.scopeKey);
  if (text === undefined) {
    const mine = alarms.filter((a) => client.schools.has(a.schoolId));
    const frame: ServerFrame = { type: 'alarms', mode: 'change', last: true, alarms: mine };
    text = mine.length > 0 ? JSON.stringify(frame) : '';
    texts.set(client.scopeKey, text);
  }
  if (text === '' || client.socket.readyState !== client.socket.OPEN) return false;
  client.socket.send(text, () => catchUpIfPending(client));
  return true;
}

/** All open alarms in slices, so that thousands of them do not hold up the others' frames. */
async function sendSnapshot(client: Client, options: LiveOptions): Promise<void> {
  const alarms = await options.openAlarms(client.who);
  for (let from = 0; from === 0 || from < alarms.length; from += snapshotSlice) {
    const last = from + snapshotSlice >= alarms.length;
    const slice = alarms.slice(from, from + snapshotSlice);
    send(client, { type: 'alarms', mode: 'snapshot', last, alarms: slice });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function catchUpIfPending(client: Client): void {
  if (client.pending && !isSlow(client)) catchUp(client);
}

function catchUp(client: Client): void {
  const alarms = [...(client.pending?.values() ?? [])];
  client.pending = null;
  if (alarms.length > 0) send(client, { type: 'alarms', mode: 'change', last: true, alarms });
}

function take(client: Client, text: string, options: LiveOptions): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    client.socket.close(1003);
    return;
  }
  const frame = clientFrameSchema.safeParse(value);
  if (frame.success) options.onFrame(client.who, frame.data);
  else client.socket.close(1003);
}
