import type { AlarmSummary } from '@anyuan/contracts/alarm.ts';
import type { ServerFrame } from '@anyuan/contracts/live.ts';

export type AlarmsFrame = Extract<ServerFrame, { type: 'alarms' }>;

/** Alarms as far as this tab knows them. */
export interface LiveAlarms {
  byId: ReadonlyMap<string, AlarmSummary>;
  /** The first snapshot is complete: an empty board may be called empty. */
  complete: boolean;
  /** Ids named since the last `hello`; null outside of a snapshot. */
  named: ReadonlySet<string> | null;
}

export const noAlarms: LiveAlarms = { byId: new Map(), complete: false, named: null };

/** Closed alarms kept for the board; older ones are read from the record. */
const closedKept = 100;

/** A `hello` begins a snapshot. */
export function beginSnapshot(state: LiveAlarms): LiveAlarms {
  return { ...state, named: new Set() };
}

/** Highest version wins, per alarm: late, doubled and reordered frames change nothing. */
function newer(known: AlarmSummary | undefined, seen: AlarmSummary): boolean {
  return !known || seen.version > known.version;
}

/**
 * Applies one frame. When the last slice of a snapshot is in, open alarms that it did not name
 * ended while we were away and go; closed ones stay, they are history.
 */
export function applyAlarms(state: LiveAlarms, frame: AlarmsFrame): LiveAlarms {
  const fresh = frame.alarms.filter((a) => newer(state.byId.get(a.id), a));
  const byId = fresh.length > 0 ? new Map(state.byId) : state.byId;
  for (const alarm of fresh) (byId as Map<string, AlarmSummary>).set(alarm.id, alarm);
  const named = state.named && new Set([...state.named, ...frame.alarms.map((a) => a.id)]);
  const ends = frame.mode === 'snapshot' && frame.last;
  if (!ends) return { byId: trimmed(byId), complete: state.complete, named };
  const left = [...byId.values()].filter((a) => a.state === 'closed' || !named || named.has(a.id));
  return { byId: new Map(left.map((a) => [a.id, a])), complete: true, named: null };
}

/** A reply to an own action is as good as a frame. */
export function applyOwn(state: LiveAlarms, alarm: AlarmSummary): LiveAlarms {
  return applyAlarms(state, { type: 'alarms', mode: 'change', last: true, alarms: [alarm] });
}

function trimmed(byId: ReadonlyMap<string, AlarmSummary>): ReadonlyMap<string, AlarmSummary> {
  const closed = [...byId.values()].filter((a) => a.state === 'closed');
  if (closed.length <= closedKept) return byId;
  closed.sort((a, b) => (a.times.t7 ?? 0) - (b.times.t7 ?? 0));
  const drop = new Set(closed.slice(0, closed.length - closedKept).map((a) => a.id));
  return new Map([...byId].filter(([id]) => !drop.has(id)));
}

const stateOrder = { calling: 0, accepted: 1, arrived: 2, handled: 3, closed: 4 } as const;
const kindOrder = { actual: 0, exercise: 1, test: 2 } as const;

/** When it began, as well as we know. */
export function beganAt(alarm: AlarmSummary): number {
  return alarm.times.t0 ?? alarm.times.t1 ?? alarm.times.t2 ?? 0;
}

/** By need: real before drill, unanswered before answered, longest waiting first. */
export function byNeed(a: AlarmSummary, b: AlarmSummary): number {
  return (
    kindOrder[a.alarmKind] - kindOrder[b.alarmKind] ||
    stateOrder[a.state] - stateOrder[b.state] ||
    beganAt(a) - beganAt(b)
  );
}

export function isOpen(alarm: AlarmSummary): boolean {
  return alarm.state !== 'closed';
}
