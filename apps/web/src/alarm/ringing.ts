import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import { waitingIncidents } from '../platform/incidents-waiting.ts';
import { alarmsStore, incidentsStore, reportRang } from '../platform/live.ts';
import { byNeed } from '../platform/live-merge.ts';
import { localeStore } from '../platform/locale.ts';
import { sessionStore } from '../platform/session.ts';
import { ring, silence, soundStore } from '../platform/sound.ts';
import { fill } from '../platform/words.ts';
import { runningWords } from './board-words.ts';

/** Longest a phone may buzz at a time, by the browsers' own limits. */
const buzz = [500, 200, 500, 200, 900];

/** Only an alarm nobody has accepted rings. */
export function ringingAlarms(alarms: Iterable<AlarmSummary>): AlarmSummary[] {
  return [...alarms].filter((a) => a.state === 'calling').sort(byNeed);
}

let titleTimer: ReturnType<typeof setInterval> | undefined;

function flashTitle(calling: readonly AlarmSummary[], resting: string): void {
  clearInterval(titleTimer);
  titleTimer = undefined;
  document.title = resting;
  const first = calling[0];
  if (!first) return;
  const table = runningWords[localeStore.get()];
  const filling = { n: calling.length, place: first.place };
  const loud = fill(calling.length > 1 ? table.titleMany : table.titleOne, filling);
  const flip = () => {
    document.title = document.title === loud ? `（${calling.length}）${resting}` : loud;
  };
  flip();
  titleTimer = setInterval(flip, 1000);
}

/**
 * Keeps sound, vibration and title in step with the live alarms. Says `rang` to the server only when
 * this device could be heard or felt: a muted page has not rung, and t3 must be true.
 */
export function startRinging(options: { vibrates: boolean; title: () => string }): () => void {
  let buzzTimer: ReturnType<typeof setInterval> | undefined;
  const feel = (on: boolean): boolean => {
    const buzzed = buzzTimer !== undefined;
    clearInterval(buzzTimer);
    buzzTimer = undefined;
    // Browsers refuse to buzz, with an error, before the page was touched.
    if (!options.vibrates || !navigator.userActivation?.hasBeenActive) return false;
    if (!('vibrate' in navigator)) return false;
    if (!on) return buzzed && navigator.vibrate(0);
    buzzTimer = setInterval(() => navigator.vibrate(buzz), 3000);
    return navigator.vibrate(buzz);
  };
  let last = '';
  const follow = () => {
    // What a page knows whose session has ended may be over: only the server's word rings.
    const isKnown = sessionStore.get().at === 'signedIn';
    const calling = isKnown ? ringingAlarms(alarmsStore.get().byId.values()) : [];
    const waiting = isKnown ? waitingIncidents()[0] : undefined;
    const key = `${waiting?.id ?? ''} ${soundStore.get()} ${localeStore.get()} ${calling.map((a) => a.id).join()}`;
    if (key === last) return;
    last = key;
    flashTitle(calling, options.title());
    const first = calling[0];
    // Something handed over rings as well, but an alarm goes before it.
    const loud = first ?? waiting;
    const heard = loud ? ring(loud.alarmKind) : false;
    if (!loud) silence();
    const felt = feel(loud !== undefined);
    if (first && (heard || felt)) reportRang(calling.map((a) => a.id));
  };
  const ends = [alarmsStore, incidentsStore, sessionStore, soundStore, localeStore].map((store) =>
    store.subscribe(follow),
  );
  follow();
  return () => {
    for (const end of ends) end();
    silence();
    feel(false);
    flashTitle([], options.title());
  };
}
