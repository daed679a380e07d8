import type { ErrorReply } from '@anyuan/contracts/errors.ts';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Locale } from '../platform/locale.ts';
import { makeStore } from '../platform/store.ts';

/** A recording on its way: it stays on the phone until the server has it. */
export interface Upload {
  takeId: string;
  /** Address under /api/schools/…, with what belongs to it. */
  path: string;
  wav: Uint8Array;
}

interface Schema extends DBSchema {
  uploads: { key: string; value: Upload };
}

export interface QueueState {
  waiting: number;
  /** Why the last one was refused for good. */
  advice: Record<Locale, string> | null;
}

export const queueStore = makeStore<QueueState>({ waiting: 0, advice: null });

let opened: Promise<IDBPDatabase<Schema>> | null = null;
const base = () => {
  opened ??= openDB<Schema>('anyuan-voices', 1, {
    upgrade: (db) => void db.createObjectStore('uploads'),
  });
  return opened;
};

const againMs = 5_000;
let working = false;
let onSent: () => void = () => undefined;

/** Runs whenever a recording has arrived. */
export function whenSent(run: () => void): void {
  onSent = run;
}

async function count(): Promise<void> {
  const waiting = await (await base()).count('uploads');
  queueStore.update((state) => ({ ...state, waiting }));
}

/** `later`: keeps it and tries again. */
async function send({ path, wav }: Upload): Promise<'done' | 'later' | ErrorReply> {
  try {
    const reply = await fetch(path, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: { 'x-anyuan': '1', 'content-type': 'audio/wav' },
      body: wav as BodyInit,
    });
    if (reply.ok) return 'done';
    if (reply.status >= 500 || reply.status === 401) return 'later';
    return (await reply.json()) as ErrorReply;
  } catch {
    return 'later';
  }
}

async function work(): Promise<void> {
  const db = await base();
  for (;;) {
    const [next] = await db.getAll('uploads', undefined, 1);
    if (next === undefined) return;
    const result = await send(next);
    if (result === 'later') {
      setTimeout(pump, againMs);
      return;
    }
    await db.delete('uploads', next.takeId);
    if (result !== 'done') {
      const { zh, en } = result.error;
      queueStore.update((state) => ({ ...state, advice: { zh, en } }));
    }
    await count();
    onSent();
  }
}

/** Sends what is waiting: at the start of the page, after each recording, when the network is back. */
export function pump(): void {
  if (working) return;
  working = true;
  void count()
    .then(work)
    .catch(() => setTimeout(pump, againMs))
    .finally(() => {
      working = false;
    });
}

export async function enqueue(upload: Upload): Promise<void> {
  queueStore.update((state) => ({ ...state, advice: null }));
  await (await base()).put('uploads', upload, upload.takeId);
  await count();
  pump();
}
