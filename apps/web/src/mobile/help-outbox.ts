import { ApiError, call, isPassing } from '../platform/api.ts';
import { backoffMs } from '../platform/backoff.ts';
import { newId } from '../platform/id.ts';
import { takeOwn } from '../platform/live.ts';
import type { Locale } from '../platform/locale.ts';
import { readStored, writeStored } from '../platform/storage.ts';
import { makeStore } from '../platform/store.ts';

/** One press. Its id is made once: however often it is sent, there is one alarm. */
export interface HelpPress {
  detectionId: string;
  schoolId: string;
  zoneId: string | null;
  beganAt: number;
}

export type HelpState =
  | { at: 'idle' }
  | { at: 'sending'; press: HelpPress; tries: number }
  | { at: 'sent'; press: HelpPress; alarmId: string }
  | { at: 'refused'; press: HelpPress; advice: Record<Locale, string> };

/** Kept on the phone until the server answered: closing the page loses no cry for help. */
export const helpStore = makeStore<HelpState>(readHelp());

function readHelp(): HelpState {
  try {
    return (JSON.parse(readStored('help') ?? 'null') as HelpState | null) ?? { at: 'idle' };
  } catch {
    return { at: 'idle' };
  }
}

function setHelp(state: HelpState): void {
  writeStored('help', state.at === 'idle' ? null : JSON.stringify(state));
  helpStore.set(state);
}

let retry: ReturnType<typeof setTimeout> | undefined;
let inFlight = false;

/** Waiting longer than this between two tries helps nobody. */
const longestWaitMs = 5000;

async function trySend(): Promise<void> {
  clearTimeout(retry);
  const state = helpStore.get();
  if (state.at !== 'sending' || inFlight) return;
  const { press } = state;
  inFlight = true;
  try {
    const { zoneId, ...rest } = press;
    const body = zoneId ? { ...rest, zoneId } : rest;
    const { alarm } = await call('raiseAlarm', { body, timeoutMs: 8000 });
    takeOwn(alarm);
    setHelp({ at: 'sent', press, alarmId: alarm.id });
  } catch (thrown) {
    onFailure(thrown, press, state.tries + 1);
  } finally {
    inFlight = false;
  }
}

/** A lost network and an ended session pass; only a refusal by the server ends the trying. */
function onFailure(thrown: unknown, press: HelpPress, tries: number): void {
  const refused = thrown instanceof ApiError && !isPassing(thrown) && thrown.status !== 401;
  if (refused) {
    setHelp({ at: 'refused', press, advice: thrown.advice });
    return;
  }
  setHelp({ at: 'sending', press, tries });
  retry = setTimeout(() => void trySend(), Math.min(longestWaitMs, backoffMs(tries)));
}

/** Sends now and for as long as it takes. */
export function pressForHelp(where: { schoolId: string; zoneId: string | null }): void {
  const press = { detectionId: newId(), beganAt: Date.now(), ...where };
  setHelp({ at: 'sending', press, tries: 0 });
  void trySend();
}

/** At the start of the page and whenever the network comes back. */
export function resumeHelp(): void {
  addEventListener('online', () => void trySend());
  void trySend();
}

export function finishHelp(): void {
  clearTimeout(retry);
  setHelp({ at: 'idle' });
}
