import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { IncidentSummary } from '@anyuan/contracts/incident.ts';
import type { ClientFrame, OperationView, ServerFrame } from '@anyuan/contracts/live.ts';
import type { PlaybookRunView } from '@anyuan/contracts/playbook.ts';
import type { TerminalView } from '@anyuan/contracts/routes/terminals.ts';
import { call } from './api.ts';
import { backoffMs } from './backoff.ts';
import { learnServerTime } from './clock.ts';
import { applyAlarms, applyOwn, beginSnapshot, type LiveAlarms, noAlarms } from './live-merge.ts';
import { endSession } from './session.ts';
import { makeStore } from './store.ts';

/** `freshAt`: own clock, when the data was last known to be true. */
export interface Link {
  phase: 'connecting' | 'live' | 'lost';
  freshAt: number | null;
}

export const linkStore = makeStore<Link>({ phase: 'connecting', freshAt: null });
export const alarmsStore = makeStore<LiveAlarms>(noAlarms);
export const terminalsStore = makeStore<ReadonlyMap<string, TerminalView>>(new Map());
/** Incidents that changed or wait for a side since this tab connected; lists read them anew. */
export const incidentsStore = makeStore<ReadonlyMap<string, IncidentSummary>>(new Map());
/** Playbooks of running alarms that changed while this page was open. */
export const playbooksStore = makeStore<ReadonlyMap<string, PlaybookRunView>>(new Map());
/** How often a quick report in my reach came or changed since this tab connected; lists read anew. */
export const quickReportsStore = makeStore(0);
/** How often a ticket in my reach changed since this tab connected; lists read anew. */
export const ticketsStore = makeStore(0);
export const operationsStore = makeStore<readonly OperationView[]>([]);

/** Without a frame for this long the link is doubted and probed over HTTP. */
const quietMs = 25_000;
/** A link that has been silent this long is made anew: half-open sockets look like quiet ones. */
const silentMs = 180_000;

let socket: WebSocket | null = null;
let wanted = false;
let attempt = 0;
let retry: ReturnType<typeof setTimeout> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;
let frameAt = 0;
let unsent: ClientFrame[] = [];

/** In development a frame that breaks the contract is thrown out loudly; in production it is trusted. */
async function checkFrame(frame: unknown): Promise<void> {
  if (!import.meta.env.DEV) return;
  const { serverFrameSchema } = await import('@anyuan/contracts/live.ts');
  const parsed = serverFrameSchema.safeParse(frame);
  if (!parsed.success) console.error('frame breaks the contract', frame, parsed.error.issues);
}

function markFresh(): void {
  frameAt = Date.now();
  linkStore.set({ phase: 'live', freshAt: frameAt });
}

function takeOperations(changed: readonly OperationView[]): void {
  operationsStore.update((known) => {
    const ids = new Set(changed.map((o) => o.id));
    return [...known.filter((o) => !ids.has(o.id)), ...changed.filter((o) => o.clearedAt === null)];
  });
}

function take(frame: ServerFrame): void {
  switch (frame.type) {
    case 'hello':
      learnServerTime(frame.serverTime);
      alarmsStore.update(beginSnapshot);
      // What is still wrong with the system follows.
      operationsStore.set([]);
      // What came while the link was away is not told again.
      quickReportsStore.update((n) => n + 1);
      ticketsStore.update((n) => n + 1);
      break;
    case 'alarms':
      alarmsStore.update((state) => applyAlarms(state, frame));
      break;
    case 'terminals':
      terminalsStore.update(
        (known) => new Map([...known, ...frame.terminals.map((t) => [t.id, t] as const)]),
      );
      break;
    case 'playbooks':
      playbooksStore.update((known) => newestRuns(known, frame.runs));
      break;
    case 'operations':
      takeOperations(frame.operations);
      break;
    case 'incidents':
      incidentsStore.update(
        (known) => new Map([...known, ...frame.incidents.map((i) => [i.id, i] as const)]),
      );
      break;
    case 'quickReports':
      quickReportsStore.update((n) => n + 1);
      break;
    case 'tickets':
      ticketsStore.update((n) => n + 1);
      break;
    case 'signedOut':
      endSession();
  }
}

/** A screen that stays open for weeks keeps the last ones only: a page that is opened reads its own. */
const runsKept = 200;

function newestRuns(
  known: ReadonlyMap<string, PlaybookRunView>,
  runs: readonly PlaybookRunView[],
): ReadonlyMap<string, PlaybookRunView> {
  const next = new Map(known);
  for (const run of runs) {
    next.delete(run.alarmId);
    next.set(run.alarmId, run);
  }
  return new Map([...next].slice(-runsKept));
}

function onMessage(event: MessageEvent): void {
  const frame = JSON.parse(String(event.data)) as ServerFrame;
  void checkFrame(frame);
  take(frame);
  attempt = 0;
  markFresh();
}

function open(): void {
  clearTimeout(retry);
  if (!wanted || socket) return;
  const url = new URL('/api/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const mine = new WebSocket(url);
  socket = mine;
  mine.onopen = () => {
    const waiting = unsent;
    unsent = [];
    for (const frame of waiting) sendFrame(frame);
  };
  mine.onmessage = (event) => socket === mine && onMessage(event);
  mine.onclose = () => socket === mine && reopenLater();
}

function reopenLater(): void {
  socket = null;
  if (!wanted) return;
  linkStore.update((link) => ({ ...link, phase: link.freshAt === null ? 'connecting' : 'lost' }));
  retry = setTimeout(open, backoffMs(attempt));
  attempt += 1;
  // A refused upgrade looks like a lost network: ask over HTTP whether the session has ended.
  if (attempt % 3 === 0) call('currentSession', {}).catch(() => undefined);
}

/** Drops the socket and tries again at once. */
function reopenNow(): void {
  const old = socket;
  socket = null;
  old?.close();
  if (!wanted) return;
  linkStore.update((link) => ({ ...link, phase: link.freshAt === null ? 'connecting' : 'lost' }));
  open();
}

async function probe(): Promise<void> {
  const quietForMs = Date.now() - frameAt;
  if (!socket || socket.readyState !== WebSocket.OPEN || quietForMs < quietMs) return;
  if (quietForMs > silentMs) {
    reopenNow();
    return;
  }
  const reply = await fetch('/healthz', { signal: AbortSignal.timeout(6000) }).catch(() => null);
  if (reply?.ok) linkStore.update((link) => ({ ...link, freshAt: Date.now() }));
  else reopenNow();
}

function onBack(): void {
  if (document.visibilityState === 'visible' && !socket) open();
}

/** Starts the one link of this tab. */
export function startLive(): void {
  if (wanted) return;
  wanted = true;
  watch = setInterval(() => void probe(), 10_000);
  window.addEventListener('online', onBack);
  window.addEventListener('offline', reopenNow);
  document.addEventListener('visibilitychange', onBack);
  open();
}

/** Ends it; what it knew stays for the page that waits for its person to sign in again. */
export function stopLive(): void {
  wanted = false;
  clearTimeout(retry);
  clearInterval(watch);
  window.removeEventListener('online', onBack);
  window.removeEventListener('offline', reopenNow);
  document.removeEventListener('visibilitychange', onBack);
  socket?.close();
  socket = null;
  unsent = [];
  linkStore.set({ phase: 'connecting', freshAt: null });
}

/** Another person may sign in: nothing of the one before is shown to them. */
export function forgetLive(): void {
  alarmsStore.set(noAlarms);
  terminalsStore.set(new Map());
  playbooksStore.set(new Map());
  operationsStore.set([]);
  incidentsStore.set(new Map());
}

function sendFrame(frame: ClientFrame): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  else unsent.push(frame);
}

const rang = new Set<string>();

/** Told once per alarm and device, only after it was shown and heard or felt here. */
export function reportRang(alarmIds: readonly string[]): void {
  const fresh = alarmIds.filter((id) => !rang.has(id));
  if (fresh.length === 0) return;
  for (const id of fresh) rang.add(id);
  sendFrame({ type: 'rang', alarmIds: fresh });
}

/** The page of an alarm was opened by the person. */
export function reportRead(alarmId: string): void {
  sendFrame({ type: 'read', alarmId });
}

/** The reply to an own action shows at once, without waiting for its frame. */
export function takeOwn(alarm: AlarmSummary): void {
  alarmsStore.update((state) => applyOwn(state, alarm));
}
