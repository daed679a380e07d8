import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { SchoolFigures } from '@anyuan/contracts/figures.ts';

/** An accepted alarm keeps the screen so long: everybody in the room reads who is coming. */
const acceptedMs = 30_000;
/** Figures older than this say so. They are asked for every `askEveryMs`. */
export const askEveryMs = 10_000;
const oldAfterMs = 45_000;

/** Alarms that take the screen: nobody has accepted, or somebody just has. */
export function takingScreen(alarms: readonly AlarmSummary[], now: number): AlarmSummary[] {
  return alarms.filter(
    (a) =>
      a.state === 'calling' || (a.state === 'accepted' && now - (a.times.t4 ?? now) < acceptedMs),
  );
}

export function isOld(asOf: number, now: number): boolean {
  return now - asOf > oldAfterMs;
}

export type SchoolState = 'alarm' | 'attention' | 'calm' | 'unknown';

/** How a school stands: an alarm, something to see to (a post empty, a terminal off line), nothing, or no terminal yet. */
export function stateOf(school: SchoolFigures, alarms: number): SchoolState {
  if (alarms > 0) return 'alarm';
  if (school.gaps > 0 || school.online < school.terminals) return 'attention';
  return school.terminals === 0 ? 'unknown' : 'calm';
}

/** Whole per cent, one decimal where the whole would round to a lie (99.96 is not 100). Null: "—". */
export function percent(share: number | null): string {
  if (share === null) return '—';
  const tenths = Math.floor(share * 1000 + 1e-9) / 10;
  return `${Number.isInteger(tenths) ? tenths : tenths.toFixed(1)}%`;
}
