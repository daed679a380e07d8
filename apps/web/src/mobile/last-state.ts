import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { alarmsStore, linkStore } from '../platform/live.ts';
import { isOpen } from '../platform/live-merge.ts';
import { sessionStore } from '../platform/session.ts';
import { readStored, writeStored } from '../platform/storage.ts';

/** What this phone last knew to be true. */
interface LastState {
  personId: string;
  freshAt: number;
  alarms: AlarmSummary[];
}

const writeEveryMs = 2000;
/** Nobody is helped by the board of last week. */
const oldestMs = 12 * 3_600_000;

function readLast(): LastState | null {
  try {
    return JSON.parse(readStored('board') ?? 'null') as LastState | null;
  } catch {
    return null;
  }
}

/** Shows it until the server says more; the head of the page tells its age. Never called complete. */
function restore(personId: string): void {
  const last = readLast();
  if (last?.personId !== personId || Date.now() - last.freshAt > oldestMs) return;
  if (linkStore.get().freshAt !== null || alarmsStore.get().complete) return;
  alarmsStore.update((state) => ({
    ...state,
    byId: new Map(last.alarms.map((a) => [a.id, a])),
  }));
  linkStore.set({ phase: 'lost', freshAt: last.freshAt });
}

function write(personId: string): void {
  const { byId, complete } = alarmsStore.get();
  const { freshAt } = linkStore.get();
  if (!complete || freshAt === null) return;
  const last: LastState = { personId, freshAt, alarms: [...byId.values()].filter(isOpen) };
  writeStored('board', JSON.stringify(last));
}

/** Remembers the board for a start without a network; whoever signs out takes it along. */
export function keepLastState(): void {
  let restoredFor: string | null = null;
  const follow = () => {
    const session = sessionStore.get();
    if (session.at === 'signedOut') writeStored('board', null);
    if (session.at !== 'signedIn' || restoredFor === session.view.personId) return;
    restoredFor = session.view.personId;
    restore(restoredFor);
  };
  follow();
  sessionStore.subscribe(follow);
  setInterval(() => restoredFor !== null && write(restoredFor), writeEveryMs);
}
