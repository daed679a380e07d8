import type { AlarmState, CalledPerson, Plan, TimeLine, Verdict } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import type { ErrorCode } from '@anyuan/contracts/errors.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';

/** A person called for an alarm; the name is added where it is shown. */
export type Called = Omit<CalledPerson, 'name'>;

/** Everything that decisions about one alarm are made from. All times are epoch ms of the server. */
export interface Alarm {
  id: string;
  /** Grows with every change; readers keep the highest. */
  version: number;
  schoolId: string;
  zoneId: string;
  terminalId: string | null;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  reasons: Reason[];
  state: AlarmState;
  /** Stamped when raised; editing a plan changes no running alarm. */
  plan: Plan;
  /** Index of the tier called last. */
  tier: number;
  /** How often the last tier was called again. */
  round: number;
  /** Next step; null only when closed: silence is unrepresentable. */
  dueAt: number | null;
  /** A button or a person said so: closed only by a named person. */
  hasButton: boolean;
  lastDetectionAt: number;
  detectionIds: string[];
  people: Called[];
  /** A clip can be played. */
  clip: boolean;
  times: TimeLine;
  verdict: Verdict | null;
  closedBy: string | null;
  closeReason: string | null;
  review: string | null;
}

/** What a decision changes: the next alarm and what happened, or a refusal. */
export type Decision = { ok: true; alarm: Alarm; facts: Fact[] } | { ok: false; code: ErrorCode };

/** Nothing to change and nothing wrong (a repeated tap). */
export function unchanged(alarm: Alarm): Decision {
  return { ok: true, alarm, facts: [] };
}

/** The alarm with changes and the next version. */
export function changed(alarm: Alarm, change: Partial<Alarm>): Alarm {
  return { ...alarm, ...change, version: alarm.version + 1 };
}

/** Fills a time of the line once; the first stamp stays. */
export function stamped(times: TimeLine, name: keyof TimeLine, at: number): TimeLine {
  return times[name] === null ? { ...times, [name]: at } : times;
}
