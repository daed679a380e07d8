import { call, type Reply } from '../platform/api.ts';
import { alarmsStore } from '../platform/live.ts';
import { sessionStore } from '../platform/session.ts';
import { makeStore } from '../platform/store.ts';
import { myAnswer } from '../response/next-action.ts';
import { coarse } from './coarse.ts';
import { type PositionTrouble, readPosition } from './position.ts';

export type Sharing = Reply<'showPosition'>;

export interface SharingView {
  /** As the server last said; null: not asked yet. */
  state: Sharing | null;
  trouble: PositionTrouble | null;
  /** A duty ended while this page was sending. */
  ended: boolean;
}

/** What the card of the shared position shows. */
export const sharingStore = makeStore<SharingView>({ state: null, trouble: null, ended: false });

/** The server keeps a position for two minutes and the nearest are called by it. */
const everyMs = 30_000;
let timer: ReturnType<typeof setTimeout> | undefined;
let wanted = false;

function take(state: Sharing, trouble: PositionTrouble | null = null): void {
  sharingStore.update((was) => {
    const wasSending = was.state?.sharing === true && was.state.onDuty;
    const ended = state.onDuty ? false : was.ended || (wasSending && state.sharing);
    return { state, trouble, ended };
  });
}

/** Exact only while an alarm that I was called for runs and I did not decline it. */
function isNeededExactly(): boolean {
  const session = sessionStore.get();
  if (session.at !== 'signedIn') return false;
  const { personId } = session.view;
  return [...alarmsStore.get().byId.values()].some((alarm) => {
    const mine = myAnswer(alarm, personId);
    return alarm.state !== 'closed' && mine != null && mine.state !== 'declined';
  });
}

/** Asks whether I am on duty, and only then where the phone is. */
async function round(): Promise<void> {
  const state = await call('showPosition', {});
  take(state);
  if (!state.sharing || !state.onDuty) return;
  const exact = isNeededExactly();
  const place = await readPosition(exact);
  if (typeof place === 'string') return take(state, place);
  const { latitude, longitude, accuracyM } = place;
  const body = exact ? { latitude, longitude, accuracyM } : coarse(place);
  take(await call('reportPosition', { body }));
}

function next(): void {
  clearTimeout(timer);
  if (!wanted) return;
  round()
    .catch(() => undefined)
    .finally(() => {
      // Who does not share is asked nothing more until they switch it on.
      const isOn = sharingStore.get().state?.sharing !== false;
      if (wanted && isOn) timer = setTimeout(next, everyMs);
    });
}

/** Runs while the phone's pages are open; returns its end. */
export function startSharing(): () => void {
  wanted = true;
  next();
  return () => {
    wanted = false;
    clearTimeout(timer);
  };
}

/** Consent, or its end: the server forgets the position at once. */
export async function share(on: boolean): Promise<void> {
  take(await call('sharePosition', { body: { on } }));
  sharingStore.update((was) => ({ ...was, ended: false }));
  if (on) next();
}
