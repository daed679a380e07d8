import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { ServerFrame } from '@anyuan/contracts/live.ts';
import type { WebSocket } from 'ws';
import type { Who } from './who.ts';

/** One open screen. */
export interface LiveClient {
  socket: WebSocket;
  /** To ask again whether the session still lives. */
  cookie: string | undefined;
  who: Who;
  schools: ReadonlySet<string>;
  /** Same scope, same frame: the text is made once. */
  scopeKey: string;
  /** Newest version per alarm while the client is slow or still loading its snapshot. */
  pending: Map<string, AlarmSummary> | null;
  /** Snapshots and what waited, one after the other. */
  work: Promise<void>;
  alive: boolean;
}

/** Above this a client is too slow to be sent every change: it gets the latest value when it has caught up. */
const slowAtBytes = 1 << 20;
const sliceLength = 200;

export function makeClient(socket: WebSocket, cookie: string | undefined, who: Who): LiveClient {
  return {
    socket,
    cookie,
    ...scopeOf(who),
    pending: null,
    work: Promise.resolve(),
    alive: true,
  };
}

export function scopeOf(who: Who): Pick<LiveClient, 'who' | 'schools' | 'scopeKey'> {
  const schools = who.schoolIds('alarm.view');
  return { who, schools, scopeKey: [...schools].sort().join() };
}

export function isSlow(client: LiveClient): boolean {
  return client.socket.bufferedAmount > slowAtBytes;
}

export function send(client: LiveClient, frame: ServerFrame): void {
  if (client.socket.readyState === client.socket.OPEN) client.socket.send(JSON.stringify(frame));
}

/** The text of one change by scope: written once for all who see the same schools; null: nothing for them. */
export type ScopeTexts = Map<string, Buffer | null>;

export function textFor(
  client: LiveClient,
  texts: ScopeTexts,
  frameOf: () => ServerFrame | null,
): Buffer | null {
  const known = texts.get(client.scopeKey);
  if (known !== undefined) return known;
  const frame = frameOf();
  const text = frame && Buffer.from(JSON.stringify(frame));
  texts.set(client.scopeKey, text);
  return text;
}

/** What is in the client's scope of these changes. */
export function changesFor(
  client: LiveClient,
  alarms: readonly AlarmSummary[],
  texts: ScopeTexts,
): Buffer | null {
  return textFor(client, texts, () => {
    const mine = alarms.filter((a) => client.schools.has(a.schoolId));
    return mine.length > 0 ? { type: 'alarms', mode: 'change', last: true, alarms: mine } : null;
  });
}

/** Sends what is in the client's scope; false when nothing went out (now). */
export function sendChanges(
  client: LiveClient,
  alarms: readonly AlarmSummary[],
  texts: ScopeTexts,
): boolean {
  if (client.pending || isSlow(client)) {
    keep(client, alarms);
    return false;
  }
  const text = changesFor(client, alarms, texts);
  if (text === null || client.socket.readyState !== client.socket.OPEN) return false;
  client.socket.send(text, { binary: false });
  return true;
}

function keep(client: LiveClient, alarms: readonly AlarmSummary[]): void {
  const isFirst = client.pending === null;
  client.pending ??= new Map();
  for (const alarm of alarms) {
    if (!client.schools.has(alarm.schoolId)) continue;
    // Two instances' words may cross: an older one must not push out a newer one.
    if ((client.pending.get(alarm.id)?.version ?? 0) <= alarm.version) {
      client.pending.set(alarm.id, alarm);
    }
  }
  if (isFirst) client.work = client.work.then(() => catchUp(client));
}

/**
 * Everything open in slices, each when the one before has left: thousands of alarms neither hold up
 * the others' frames nor pile up in memory for a client that does not read. Then what changed meanwhile.
 */
export function present(
  client: LiveClient,
  load: () => Promise<{ alarms: readonly AlarmSummary[]; hello: readonly ServerFrame[] }>,
): Promise<void> {
  const run = async (): Promise<void> => {
    // Before anything is read: what is committed after that waits here.
    client.pending ??= new Map();
    const { alarms, hello } = await load();
    for (const frame of hello) send(client, frame);
    for (let from = 0; from === 0 || from < alarms.length; from += sliceLength) {
      const last = from + sliceLength >= alarms.length;
      const slice = alarms.slice(from, from + sliceLength);
      await sent(client, { type: 'alarms', mode: 'snapshot', last, alarms: slice });
    }
    await catchUp(client);
  };
  const shown = client.work.then(run);
  client.work = shown.catch(() => {});
  return shown;
}

/** Ends with `pending` gone in the same turn as it was seen empty: no change falls between. */
async function catchUp(client: LiveClient): Promise<void> {
  await flushed(client);
  while (client.pending && client.pending.size > 0) {
    const alarms = [...client.pending.values()].slice(0, sliceLength);
    for (const { id } of alarms) client.pending.delete(id);
    await sent(client, { type: 'alarms', mode: 'change', last: true, alarms });
  }
  client.pending = null;
}

/** Resolves when the frame has left this process, or the connection is gone. */
function sent(client: LiveClient, frame: ServerFrame): Promise<void> {
  return new Promise((resolve) => client.socket.send(JSON.stringify(frame), () => resolve()));
}

/** A ping leaves after everything before it. */
function flushed(client: LiveClient): Promise<void> {
  return new Promise((resolve) => client.socket.ping('', undefined, () => resolve()));
}
