import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { ServerFrame } from '@anyuan/contracts/live.ts';
import WebSocket from 'ws';
import { monotonicMs } from './virtual-terminal.ts';

export interface ConsoleClientOptions {
  /** Of the server, `http://host:port`. */
  url: string;
  login: string;
  password: string;
  /** Pause before it connects again, ms. */
  retryMs?: number;
  onAlarm?(alarm: AlarmSummary): void;
}

/** A console without a screen: what the live channel gave it, and when. */
export interface ConsoleClient {
  /** Signs in, connects, and resolves when the first snapshot is complete. */
  open(): Promise<void>;
  /** Highest version of every alarm it was ever told of. */
  readonly alarms: ReadonlyMap<string, AlarmSummary>;
  /** Ids it was told of since the newest connection, snapshot included. */
  readonly sinceConnect: ReadonlySet<string>;
  /** The newest connection has its whole snapshot. */
  isCurrent(): boolean;
  /** First frame that carried the detection, monotonic ms. */
  arrivedAt(detectionId: string): number | undefined;
  /** Alarms that claim the detection; more than one means it was doubled. */
  alarmsOf(detectionId: string): ReadonlySet<string>;
  readonly counts: Readonly<{ connections: number; lost: number }>;
  /** Breaks the connection; it comes back by itself. */
  cut(): void;
  stop(): Promise<void>;
}

/** Session cookie of a person, as the header wants it. Throws with the server's own words. */
export async function signIn(url: string, login: string, password: string): Promise<string> {
  const reply = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-anyuan': '1' },
    body: JSON.stringify({ login, password }),
  });
  const cookie = /anyuan=[^;]+/.exec(reply.headers.get('set-cookie') ?? '')?.[0];
  const text = await reply.text();
  if (!reply.ok || cookie === undefined) throw new Error(`sign-in of ${login} refused: ${text}`);
  return cookie;
}

/** Opens the live channel as a console does. */
export function openLiveSocket(url: string, cookie: string): WebSocket {
  return new WebSocket(`${url.replace(/^http/, 'ws')}/api/live`, {
    headers: { cookie },
    perMessageDeflate: false,
    maxPayload: 256 * 1024 * 1024,
  });
}

export function makeConsoleClient(options: ConsoleClientOptions): ConsoleClient {
  const alarms = new Map<string, AlarmSummary>();
  const sinceConnect = new Set<string>();
  const arrivals = new Map<string, { at: number; alarmIds: Set<string> }>();
  const counts = { connections: 0, lost: 0 };
  let socket: WebSocket | null = null;
  let cookie = '';
  let current = false;
  let stopped = false;
  let retry: NodeJS.Timeout | undefined;
  let onCurrent = (): void => {};

  const take = (alarm: AlarmSummary, at: number): void => {
    sinceConnect.add(alarm.id);
    for (const id of alarm.detectionIds) {
      const known = arrivals.get(id);
      if (known) known.alarmIds.add(alarm.id);
      else arrivals.set(id, { at, alarmIds: new Set([alarm.id]) });
    }
    const before = alarms.get(alarm.id);
    if (before && before.version >= alarm.version) return;
    alarms.set(alarm.id, alarm);
    options.onAlarm?.(alarm);
  };

  const onFrame = (frame: ServerFrame, at: number): void => {
    if (frame.type === 'signedOut') cookie = '';
    if (frame.type !== 'alarms') return;
    for (const alarm of frame.alarms) take(alarm, at);
    if (frame.mode !== 'snapshot' || !frame.last) return;
    current = true;
    onCurrent();
  };

  const later = (): void => {
    if (!stopped) retry = setTimeout(() => void connect(), options.retryMs ?? 500);
  };

  const connect = async (): Promise<void> => {
    try {
      if (cookie === '') cookie = await signIn(options.url, options.login, options.password);
    } catch {
      return later();
    }
    if (stopped) return;
    const opened = openLiveSocket(options.url, cookie);
    socket = opened;
    sinceConnect.clear();
    opened.on('open', () => counts.connections++);
    opened.on('message', (data) => onFrame(JSON.parse(String(data)), monotonicMs()));
    opened.on('unexpected-response', (_request, response) => {
      if (response.statusCode === 401) cookie = '';
      opened.terminate();
    });
    opened.on('error', () => {});
    opened.on('close', () => {
      if (current) counts.lost++;
      current = false;
      later();
    });
  };

  return {
    alarms,
    sinceConnect,
    counts,
    isCurrent: () => current,
    arrivedAt: (id) => arrivals.get(id)?.at,
    alarmsOf: (id) => arrivals.get(id)?.alarmIds ?? new Set(),
    async open() {
      // The first sign-in may fail loudly: a wrong password will not become right.
      cookie = await signIn(options.url, options.login, options.password);
      const ready = new Promise<void>((resolve) => {
        onCurrent = resolve;
      });
      await connect();
      await ready;
    },
    cut: () => socket?.terminate(),
    async stop() {
      stopped = true;
      clearTimeout(retry);
      if (!socket || socket.readyState === socket.CLOSED) return;
      const closed = new Promise((resolve) => socket?.once('close', resolve));
      socket.terminate();
      await closed;
    },
  };
}
