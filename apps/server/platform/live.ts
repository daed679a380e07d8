import type { IncomingHttpHeaders } from 'node:http';
import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import {
  type ClientFrame,
  clientFrameSchema,
  type OperationView,
  type ServerFrame,
} from '@anyuan/contracts/live.ts';
import type { PlaybookRunView } from '@anyuan/contracts/playbook.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import { prepareAlarms } from './live-alarms.ts';
import {
  isSlow,
  type LiveClient,
  makeClient,
  present,
  type ScopeTexts,
  scopeOf,
  send,
  textFor,
} from './live-client.ts';
import type { Upgrades } from './upgrades.ts';
import type { Who } from './who.ts';

export interface LiveOptions {
  log: Logger;
  now(): number;
  authenticate(cookieHeader: string | undefined): Promise<Who | null>;
  /** All open alarms in a person's scope, for the snapshot. */
  openAlarms(who: Who): Promise<AlarmSummary[]>;
  /** What is wrong with the system now, for the snapshot. */
  openOperations(): Promise<OperationView[]>;
  /** Incidents that wait for a side and that this person may see, for the snapshot. */
  offeredIncidents(who: Who): Promise<IncidentSummary[]>;
  maySeeIncident(who: Who, incident: IncidentSummary): boolean;
  /** Address under which people reach this server, when a setting says so. */
  publicUrl: string | null;
  recheckEveryMs?: number;
  onFrame(who: Who, frame: ClientFrame): void;
  /** Sessions that have an open screen here now, or none any more. */
  onScreens(sessionKeys: readonly string[], isOpen: boolean): void;
  /** Frames with these alarms, in which the person is called, were handed to the person's socket. */
  onSent(personId: string, alarmIds: readonly string[]): void;
}

/** The live view: what changes is pushed to every open screen that may see it. */
export interface Live {
  attach(upgrades: Upgrades): void;
  /** Makes the frames now; what it gives sends them, to whoever is there then. */
  prepareAlarms(alarms: readonly AlarmSummary[]): () => void;
  terminals(schoolId: string, terminals: readonly TerminalView[]): void;
  operations(operations: readonly OperationView[]): void;
  incidents(incidents: readonly IncidentSummary[]): void;
  playbooks(runs: readonly PlaybookRunView[]): void;
  /** A quick report changed: whoever works on those of the school, and who made it, reads anew. */
  quickReports(change: { schoolId: string; personId: string }): void;
  /** A ticket of this school changed: whoever sees its terminals reads anew. */
  tickets(schoolId: string): void;
  /** Changes may have been missed: every screen gets everything anew. */
  showAgain(): void;
  /** Ids of people with an open live connection. */
  present(): ReadonlySet<string>;
  /** Has this person an open live connection? */
  isPresent(personId: string): boolean;
  connections(): number;
  /** These sessions ended: their screens must sign in again. */
  endSessions(sessionKeys: readonly string[]): void;
  stop(): Promise<void>;
}

const pingEveryMs = 20_000;
/** A session may have ended on another instance, or a person's scope changed: asked again this often. */
const recheckEveryMs = 60_000;
/** A screen that is gone without a word does not hold up a restart. */
const closeWithinMs = 1000;

export function makeLive(options: LiveOptions): Live {
  const { log } = options;
  const wss = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const clients = new Set<LiveClient>();
  const show = (client: LiveClient): void => {
    present(client, () => load(client, options)).catch((error) => {
      log.error({ err: error }, 'live snapshot failed');
      client.socket.close(1011);
    });
  };

  const open = (socket: WebSocket, cookie: string | undefined, who: Who) => {
    const client = makeClient(socket, cookie, who);
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('close', () => {
      clients.delete(client);
      if (!isShownHere(who.sessionKey)) options.onScreens([who.sessionKey], false);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => take(client, String(data), options));
    clients.add(client);
    options.onScreens([who.sessionKey], true);
    show(client);
  };

  const isShownHere = (sessionKey: string): boolean => {
    for (const c of clients) if (c.who.sessionKey === sessionKey) return true;
    return false;
  };

  /** One after the other: thousands of screens must not ask at once. */
  const recheck = async (): Promise<void> => {
    for (const client of clients) {
      const who = await options.authenticate(client.cookie).catch(() => client.who);
      if (!who) signOut(client);
      else {
        const before = client.scopeKey;
        Object.assign(client, scopeOf(who));
        if (client.scopeKey !== before) show(client);
      }
    }
    const keys = new Set([...clients].map((c) => c.who.sessionKey));
    if (keys.size > 0) options.onScreens([...keys], true);
  };

  const pinger = setInterval(() => {
    for (const client of clients) {
      if (!client.alive) client.socket.terminate();
      client.alive = false;
      client.socket.ping();
    }
  }, pingEveryMs);
  pinger.unref();
  let rechecking = Promise.resolve();
  const checker = setInterval(() => {
    rechecking = rechecking.then(recheck);
  }, options.recheckEveryMs ?? recheckEveryMs);
  checker.unref();

  return {
    attach(upgrades) {
      upgrades.on('/api/live', ({ request, socket, head, taken }) => {
        const { cookie } = request.headers;
        const admit = (who: Who | null) => {
          if (!who || !sameOrigin(request.headers, options.publicUrl)) {
            socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
            return;
          }
          taken();
          wss.handleUpgrade(request, socket, head, (ws) => open(ws, cookie, who));
        };
        options
          .authenticate(cookie)
          .then(admit)
          .catch(() => socket.destroy());
      });
    },
    prepareAlarms: (alarms) => prepareAlarms(clients, alarms, options.onSent),
    terminals(schoolId, terminals) {
      const frame: ServerFrame = { type: 'terminals', terminals: [...terminals] };
      const text = JSON.stringify(frame);
      for (const c of clients) {
        if (c.who.schoolIds('terminal.view').has(schoolId) && !isSlow(c)) c.socket.send(text);
      }
    },
    playbooks(all) {
      const texts: ScopeTexts = new Map();
      for (const c of clients) {
        const text = textFor(c, texts, () => {
          const runs = all.filter((run) => c.schools.has(run.schoolId));
          return runs.length > 0 ? { type: 'playbooks', runs } : null;
        });
        // A page that missed one reads it when it is opened.
        if (text !== null && !isSlow(c)) c.socket.send(text, { binary: false });
      }
    },
    operations(operations) {
      for (const client of clients) {
        const mine = operations.filter((o) => maySee(client, o));
        if (mine.length > 0) send(client, { type: 'operations', operations: mine });
      }
    },
    incidents(incidents) {
      for (const client of clients) {
        const mine = incidents.filter((i) => options.maySeeIncident(client.who, i));
        if (mine.length > 0) send(client, { type: 'incidents', incidents: mine });
      }
    },
    quickReports({ schoolId, personId }) {
      for (const client of clients) {
        const { who } = client;
        const mayRead = who.personId === personId || who.schoolIds('incident.handle').has(schoolId);
        if (mayRead) send(client, { type: 'quickReports', schoolId });
      }
    },
    tickets(schoolId) {
      for (const c of clients) {
        if (c.who.schoolIds('terminal.view').has(schoolId)) send(c, { type: 'tickets', schoolId });
      }
    },
    showAgain() {
      for (const client of clients) show(client);
    },
    present: () => new Set([...clients].map((c) => c.who.personId)),
    isPresent(personId) {
      for (const c of clients) if (c.who.personId === personId) return true;
      return false;
    },
    connections: () => clients.size,
    endSessions(sessionKeys) {
      for (const client of clients) {
        if (sessionKeys.includes(client.who.sessionKey)) signOut(client);
      }
    },
    async stop() {
      clearInterval(pinger);
      clearInterval(checker);
      for (const client of clients) client.socket.close(1012);
      const late = setTimeout(() => {
        for (const client of clients) client.socket.terminate();
      }, closeWithinMs);
      await new Promise((resolve) => wss.close(resolve));
      clearTimeout(late);
    },
  };
}

function signOut(client: LiveClient): void {
  send(client, { type: 'signedOut' });
  client.socket.close(1008);
}

function maySee(client: LiveClient, { schoolId }: OperationView): boolean {
  if (!client.who.permissions.has('operation.view')) return false;
  return !schoolId || client.schools.has(schoolId);
}

/** What a screen starts with: who it is, what is wrong with the system, every open alarm. */
async function load(client: LiveClient, options: LiveOptions) {
  const { who } = client;
  const [alarms, incidents, operations] = await Promise.all([
    options.openAlarms(who),
    options.offeredIncidents(who),
    who.permissions.has('operation.view') ? options.openOperations() : [],
  ]);
  const mine = operations.filter((o) => maySee(client, o));
  const hello: ServerFrame[] = [
    { type: 'hello', serverTime: options.now(), personId: who.personId },
    ...(mine.length > 0 ? [{ type: 'operations' as const, operations: mine }] : []),
    { type: 'incidents', incidents },
  ];
  return { alarms, hello };
}

/** A browser names the page's origin: another site's page must not ride on the cookie. */
function sameOrigin(headers: IncomingHttpHeaders, publicUrl: string | null): boolean {
  if (headers.origin === undefined) return true;
  if (!URL.canParse(headers.origin)) return false;
  const { host, origin } = new URL(headers.origin);
  // A proxy in front may name another host than the browser did.
  return host === headers.host || (publicUrl !== null && origin === new URL(publicUrl).origin);
}

function take(client: LiveClient, text: string, options: LiveOptions): void {
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
