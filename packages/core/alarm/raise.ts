import type { Plan, TimeLine } from '@anyuan/contracts/alarm.ts';
import type { AlarmKind, DetectionKind, Reason } from '@anyuan/contracts/detection.ts';
import { callFrom, type Duty } from '../dispatch/call.ts';
import { type Alarm, changed, type Decision } from './alarm.ts';

/** A detection as the server takes it: times corrected by the skew of the terminal's clock. */
export interface ReceivedDetection {
  id: string;
  kind: DetectionKind;
  alarmKind: AlarmKind;
  confidence: number;
  reasons: Reason[];
  /** t0, server clock. */
  beganAt: number;
  /** t1, server clock. */
  decidedAt: number;
  terminalId: string | null;
  schoolId: string;
  zoneId: string;
  /** Loudest 100 ms around it, dBFS. */
  levelDbfs?: number | null;
}

/** Most reasons kept on an alarm; the detections keep their own. */
const maxReasons = 12;

/** A person said so, with a hand on a button. */
export function isByPerson(kind: DetectionKind): boolean {
  return kind === 'button' || kind === 'person';
}

const noTimes: TimeLine = {
  t0: null,
  t1: null,
  t2: null,
  t3: null,
  t4: null,
  t5: null,
  t6: null,
  t7: null,
  t8: null,
};

/** A detection raises a new alarm and calls the first tier in the same decision. */
export function raiseAlarm(input: {
  alarmId: string;
  detection: ReceivedDetection;
  plan: Plan;
  duty: Duty;
  now: number;
}): { alarm: Alarm; facts: Extract<Decision, { ok: true }>['facts'] } {
  const { alarmId, detection: d, plan, duty, now } = input;
  const byPerson = isByPerson(d.kind);
  const confidence = byPerson ? 4 : d.confidence;
  const call = callFrom({
    alarm: { id: alarmId, plan, people: [], round: 0, tier: 0 },
    duty,
    now,
    fromTier: 0,
    why: 'raised',
  });
  const alarm: Alarm = {
    id: alarmId,
    version: 1,
    schoolId: d.schoolId,
    zoneId: d.zoneId,
    terminalId: d.terminalId,
    kind: d.kind,
    alarmKind: d.alarmKind,
    confidence,
    reasons: d.reasons.slice(0, maxReasons),
    state: 'calling',
    plan,
    tier: call.tier,
    round: call.round,
    dueAt: call.dueAt,
    hasButton: byPerson,
    lastDetectionAt: now,
    detectionIds: [d.id],
    people: call.people,
    clip: false,
    times: { ...noTimes, t0: d.beganAt, t1: d.decidedAt, t2: now },
    verdict: null,
    closedBy: null,
    closeReason: null,
    review: null,
  };
  return {
    alarm,
    facts: [
      {
        type: 'alarm.raised',
        alarmId,
        detectionId: d.id,
        kind: d.kind,
        alarmKind: d.alarmKind,
        confidence,
        zoneId: d.zoneId,
      },
      ...call.facts,
    ],
  };
}

/** An alarm travels whole in every frame: noise of days makes several, and each calls people anew. */
const maxDetections = 500;

/**
 * May this detection join that alarm? Same zone, same kind of alarm, within the window, and somebody
 * is called to it, coming or there: once it is said to be under control nobody else would be called.
 */
export function joins(alarm: Alarm, detection: ReceivedDetection, now: number): boolean {
  return (
    alarm.state !== 'closed' &&
    alarm.state !== 'handled' &&
    alarm.detectionIds.length < maxDetections &&
    alarm.zoneId === detection.zoneId &&
    alarm.alarmKind === detection.alarmKind &&
    now - alarm.lastDetectionAt < alarm.plan.mergeWindowSec * 1000
  );
}

/**
 * Did a terminal next door hear the same event? Sounds only: a hand on a button in another room is a
 * call of its own, and an alarm that a hand raised stands for its own place. Both must have begun
 * within `withinMs` of each other, far less than the window in which one zone's sounds join.
 */
export function joinsNextDoor(
  alarm: Alarm,
  detection: ReceivedDetection,
  at: { now: number; withinMs: number },
): boolean {
  const apartMs = Math.abs((alarm.times.t0 ?? Number.NEGATIVE_INFINITY) - detection.beganAt);
  return (
    !alarm.hasButton &&
    !isByPerson(detection.kind) &&
    alarm.schoolId === detection.schoolId &&
    apartMs <= at.withinMs &&
    joins(alarm, { ...detection, zoneId: alarm.zoneId }, at.now)
  );
}

/**
 * Confidence of an alarm that another detection joins: a person or a button makes it 4; two kinds of
 * evidence together are one step surer than the better of them, up to 3 (likely threat).
 */
export function joinedConfidence(alarm: Alarm, detection: ReceivedDetection): number {
  if (alarm.hasButton || isByPerson(detection.kind)) return 4;
  const best = Math.max(alarm.confidence, detection.confidence);
  return detection.kind === alarm.kind ? best : Math.max(best, Math.min(3, best + 1));
}

/** A detection joins an open alarm. Nothing of it is dropped; the time line keeps the earliest t0. */
export function mergeDetection(
  alarm: Alarm,
  detection: ReceivedDetection,
  now: number,
): { alarm: Alarm; facts: Extract<Decision, { ok: true }>['facts'] } {
  const confidence = joinedConfidence(alarm, detection);
  const byPerson = isByPerson(detection.kind);
  const next = changed(alarm, {
    confidence,
    kind: byPerson || detection.confidence > alarm.confidence ? detection.kind : alarm.kind,
    hasButton: alarm.hasButton || byPerson,
    terminalId: alarm.terminalId ?? detection.terminalId,
    lastDetectionAt: Math.max(now, alarm.lastDetectionAt),
    detectionIds: [...alarm.detectionIds, detection.id],
    reasons: [...alarm.reasons, ...detection.reasons].slice(-maxReasons),
    times: { ...alarm.times, t0: Math.min(alarm.times.t0 ?? detection.beganAt, detection.beganAt) },
  });
  return {
    alarm: next,
    facts: [
      {
        type: 'alarm.merged',
        alarmId: alarm.id,
        detectionId: detection.id,
        kind: detection.kind,
        confidence,
        state: alarm.state,
      },
    ],
  };
}
