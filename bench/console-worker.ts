import { parentPort, workerData } from 'node:worker_threads';
import { openLiveSocket, signIn } from '@anyuan/testkit/console-client.ts';
import { monotonicMs } from '@anyuan/testkit/virtual-terminal.ts';
import { makeFrameReader } from './frame-scan.ts';

/** What the bench tells the consoles' thread, and what comes back. */
export interface ConsoleWorkerData {
  url: string;
  logins: { login: string; password: string }[];
  /** One 32-bit counter: detections that every console has seen since the last reset. */
  complete: SharedArrayBuffer;
}
export type ConsoleRequest = { type: 'reset' | 'collect' | 'stop' };
export type ConsoleReply =
  | { type: 'open' }
  | { type: 'failed'; message: string }
  | { type: 'reset' }
  | { type: 'collected'; ids: string[]; times: Float64Array; doubled: string[]; breaks: number }
  | { type: 'stopped' };

interface Arrival {
  alarmId: string;
  doubled: boolean;
  seen: number;
  /** First arrival at each console, monotonic ms; 0 means not yet. */
  times: Float64Array;
}

const port = parentPort;
const { url, logins, complete } = workerData as ConsoleWorkerData;
const completeCount = new Int32Array(complete);
const arrivals = new Map<string, Arrival>();
const readFrame = makeFrameReader();
let breaks = 0;

/** What arrived and is not read yet: reading one console's frame must not delay the arrival at the next. */
let unread: { index: number; frame: Buffer; at: number }[] = [];
const readAfterMs = 5;

function keep(index: number, frame: Buffer, at: number): void {
  if (unread.push({ index, frame, at }) === 1) setTimeout(readKept, readAfterMs);
}

function readKept(): void {
  const kept = unread;
  unread = [];
  for (const { index, frame, at } of kept) take(index, frame, at);
}

function take(consoleIndex: number, frame: Buffer, at: number): void {
  for (const { alarmId, detectionId } of readFrame(frame)) {
    let arrival = arrivals.get(detectionId);
    if (!arrival) {
      arrival = { alarmId, doubled: false, seen: 0, times: new Float64Array(logins.length) };
      arrivals.set(detectionId, arrival);
    }
    if (arrival.alarmId !== alarmId) arrival.doubled = true;
    if (arrival.times[consoleIndex] !== 0) continue;
    arrival.times[consoleIndex] = at;
    if (++arrival.seen === logins.length) Atomics.add(completeCount, 0, 1);
  }
}

/** Resolves when the snapshot is complete: from then on it counts. */
async function openConsole(index: number): Promise<() => void> {
  const { login, password } = logins[index] as ConsoleWorkerData['logins'][number];
  const socket = openLiveSocket(url, await signIn(url, login, password));
  await new Promise<void>((resolve, reject) => {
    let isOpen = false;
    socket.on('message', (data: Buffer) => {
      keep(index, data, monotonicMs());
      if (isOpen) return;
      isOpen = data.toString('latin1', 0, 60).includes('"mode":"snapshot","last":true');
      if (isOpen) resolve();
    });
    socket.once('error', reject);
    socket.on('close', () => {
      breaks++;
      reject(new Error(`live channel of ${login} closed`));
    });
  });
  return () => socket.terminate();
}

function collected(): ConsoleReply {
  const ids = [...arrivals.keys()];
  const times = new Float64Array(ids.length * logins.length);
  [...arrivals.values()].forEach((a, i) => void times.set(a.times, i * logins.length));
  const doubled = ids.filter((id) => arrivals.get(id)?.doubled);
  return { type: 'collected', ids, times, doubled, breaks };
}

const reply = (message: ConsoleReply) => port?.postMessage(message);

async function main(): Promise<void> {
  const closers = await Promise.all(logins.map((_, i) => openConsole(i)));
  port?.on('message', ({ type }: ConsoleRequest) => {
    if (type !== 'stop') readKept();
    if (type === 'collect') reply(collected());
    if (type === 'reset') {
      arrivals.clear();
      Atomics.store(completeCount, 0, 0);
      reply({ type: 'reset' });
    }
    if (type === 'stop') {
      for (const close of closers) close();
      reply({ type: 'stopped' });
      port.close();
    }
  });
  reply({ type: 'open' });
}

main().catch((error: Error) => reply({ type: 'failed', message: error.message }));
