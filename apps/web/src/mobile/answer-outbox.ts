import type { DeclineReason } from '@anyuan/contracts/decline.ts';
import { ApiError, isPassing } from '../platform/api.ts';
import { backoffMs } from '../platform/backoff.ts';
import type { Locale } from '../platform/locale.ts';
import { sessionStore } from '../platform/session.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { makeStore } from '../platform/store.ts';
import {
  type ArrivalProof,
  acceptAlarm,
  arriveAtAlarm,
  declineAlarm,
} from '../response/actions.ts';

/** An answer that somebody gave on this phone. */
export type Answer =
  | { kind: 'accept'; alarmId: string }
  | { kind: 'decline'; alarmId: string; reason: DeclineReason | null }
  | { kind: 'arrive'; alarmId: string; proof: ArrivalProof };

/** One that is not there yet, or that the server would not have: then with its advice. */
export interface Kept {
  answer: Answer;
  /** Whose it is: nobody else who signs in on this phone sends it. */
  personId: string;
  /** When it was tapped, by this phone's clock. */
  madeAt: number;
  refused: Record<Locale, string> | null;
}

/** Kept on the phone until the server answered: a dead spot in the stairwell loses nothing. */
export const keptStore = makeStore<readonly Kept[]>(readKept());

/** Longer between two tries helps nobody. */
const longestWaitMs = 5000;

function readKept(): Kept[] {
  try {
    return JSON.parse(readStored('answers') ?? '[]') as Kept[];
  } catch {
    return [];
  }
}

function setKept(kept: readonly Kept[]): void {
  writeStored('answers', kept.length === 0 ? null : JSON.stringify(kept));
  keptStore.set(kept);
}

/** A lost network and an ended session pass; what the server refuses is not tried again. */
function passes(thrown: unknown): boolean {
  return isPassing(thrown) || (thrown instanceof ApiError && thrown.status === 401);
}

function send(answer: Answer, madeAt: number | null): Promise<void> {
  const tap = madeAt === null ? {} : { madeAt, sentAt: Date.now() };
  switch (answer.kind) {
    case 'accept':
      return acceptAlarm(answer.alarmId, tap);
    case 'decline': {
      const why = answer.reason === null ? {} : { reason: answer.reason };
      return declineAlarm(answer.alarmId, { ...tap, ...why });
    }
    case 'arrive':
      return arriveAtAlarm(answer.alarmId, { ...answer.proof, ...tap });
  }
}

/** Answers of whoever is signed in that may still be sent, oldest first. */
function waiting(): Kept[] {
  const session = sessionStore.get();
  const mine = session.at === 'signedIn' ? session.view.personId : null;
  return keptStore.get().filter((k) => k.refused === null && k.personId === mine);
}

let retry: ReturnType<typeof setTimeout> | undefined;
let tries = 0;
let inFlight = false;

/**
 * Sends now; without a network it is kept and sent when there is one, with the time of the tap. Earlier answers go first.
 * Throws what the server refuses.
 */
export async function giveAnswer(answer: Answer): Promise<void> {
  const madeAt = Date.now();
  if (waiting().length === 0) {
    try {
      await send(answer, null);
      return;
    } catch (thrown) {
      if (!passes(thrown)) throw thrown;
    }
  }
  const session = sessionStore.get();
  if (session.at !== 'signedIn') return;
  const { personId } = session.view;
  setKept([...keptStore.get(), { answer, personId, madeAt, refused: null }]);
  sendLater();
}

function sendLater(): void {
  clearTimeout(retry);
  retry = setTimeout(() => void sendKept(), Math.min(longestWaitMs, backoffMs(tries)));
}

async function sendKept(): Promise<void> {
  clearTimeout(retry);
  const [next] = waiting();
  if (!next || inFlight) return;
  inFlight = true;
  try {
    await send(next.answer, next.madeAt);
    tries = 0;
    setKept(keptStore.get().filter((k) => k !== next));
  } catch (thrown) {
    if (passes(thrown)) tries += 1;
    else if (thrown instanceof ApiError) refuse(next, thrown.advice);
    else forget(next);
  } finally {
    inFlight = false;
  }
  if (waiting().length > 0) sendLater();
}

function refuse(kept: Kept, refused: Record<Locale, string>): void {
  setKept(keptStore.get().map((k) => (k === kept ? { ...k, refused } : k)));
}

/** Takes it back while it is not sent, or puts the advice away. */
export function forget(kept: Kept): void {
  setKept(keptStore.get().filter((k) => k !== kept));
}

/** At the start of the page and whenever the network comes back. */
export function resumeAnswers(): void {
  addEventListener('online', () => {
    tries = 0;
    void sendKept();
  });
  // Also after signing in again.
  sessionStore.subscribe(() => void sendKept());
  void sendKept();
}
