import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Duty } from '../dispatch/call.ts';
import type { Alarm } from './alarm.ts';
import { joins, mergeDetection, type ReceivedDetection, raiseAlarm } from './raise.ts';

/** What a batch of detections makes: every detection in exactly one alarm. */
export interface Taken {
  raised: Alarm[];
  /** Alarms that existed before, with their new content. */
  merged: Alarm[];
  /** Detection id -> alarm id; one entry per detection. */
  alarmOf: Map<string, string>;
  facts: { schoolId: string; fact: Fact }[];
}

export interface TakeInput {
  detections: readonly ReceivedDetection[];
  /** Open alarms of the zones that the detections come from. */
  open: readonly Alarm[];
  now: number;
  newAlarmId(): string;
  planOf(detection: ReceivedDetection): Plan;
  dutyOf(detection: ReceivedDetection): Duty;
}

/**
 * Intake's decision for one batch, made in memory and committed together. Repeated ids inside the
 * batch count once. When several open alarms could be joined, the newest is.
 */
export function takeDetections(input: TakeInput): Taken {
  const { now } = input;
  const byZone = new Map<string, Alarm[]>();
  for (const alarm of input.open) push(byZone, alarm.zoneId, alarm);
  const before = new Set(input.open.map((a) => a.id));
  const touched = new Map<string, Alarm>();
  const alarmOf = new Map<string, string>();
  const facts: Taken['facts'] = [];

  for (const detection of input.detections) {
    if (alarmOf.has(detection.id)) continue;
    const inZone = byZone.get(detection.zoneId) ?? [];
    const index = inZone.findLastIndex((a) => joins(a, detection, now));
    const joined = inZone[index];
    const decided = joined
      ? mergeDetection(joined, detection, now)
      : raiseAlarm({
          alarmId: input.newAlarmId(),
          detection,
          plan: input.planOf(detection),
          duty: input.dutyOf(detection),
          now,
        });
    if (joined) inZone[index] = decided.alarm;
    else push(byZone, detection.zoneId, decided.alarm);
    touched.set(decided.alarm.id, decided.alarm);
    alarmOf.set(detection.id, decided.alarm.id);
    facts.push({
      schoolId: detection.schoolId,
      fact: {
        type: 'detection.received',
        detectionId: detection.id,
        alarmId: decided.alarm.id,
        terminalId: detection.terminalId,
        kind: detection.kind,
        confidence: detection.confidence,
      },
    });
    for (const fact of decided.facts) facts.push({ schoolId: detection.schoolId, fact });
  }

  const all = [...touched.values()];
  return {
    raised: all.filter((a) => !before.has(a.id)),
    merged: all.filter((a) => before.has(a.id)),
    alarmOf,
    facts,
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
