import { readStored, writeStored } from '../platform/storage.ts';
import { makeStore } from '../platform/store.ts';

/** How many reports of whom are still on this phone; counted apart, so that the first page needs no database. */
export interface Waiting {
  personId: string;
  count: number;
  /** The server would not have one; somebody must look. */
  refused: boolean;
}

const key = 'reports.waiting';

function read(): readonly Waiting[] {
  try {
    return JSON.parse(readStored(key) ?? '[]') as Waiting[];
  } catch {
    return [];
  }
}

export const waitingStore = makeStore<readonly Waiting[]>(read());

export function setWaiting(waiting: readonly Waiting[]): void {
  writeStored(key, waiting.length === 0 ? null : JSON.stringify(waiting));
  waitingStore.set(waiting);
}
