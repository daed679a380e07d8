import type { Plan } from '@anyuan/contracts/alarm.ts';
import type { Fact } from '@anyuan/contracts/facts.ts';
import type { Duty } from '../dispatch/call.ts';
import type { Alarm } from './alarm.ts';
import {
  isByPerson,
  joins,
  joinsNextDoor,
  mergeDetection,
  type ReceivedDetection,
  raiseAlarm,
} from './raise.ts';

/** What a batch of detections makes: every detection in exactly one alarm. */
export interface Taken {
  raised: Alarm[];
  /** Alarms that existed before, with their new content. */
  merged: Alarm[];
  /** Detection id -> alarm id; one entry per detection. */
  alarmOf: Map<string, string>;
  facts: { schoolId: string; fact: Fact }[];
}

export interface Neighbours {
  zoneIds: readonly string[];
  withinMs: number;
}

export interface TakeInput {
  detections: readonly ReceivedDetection[];
  /** Open alarms of the zones that the detections come from. */
  open: readonly Alarm[];
  now: number;
  /** Zones next door whose sounds within `withinMs` are the same event; none where there are none. */
  neighboursOf?(zoneId: string): Neighbours;
  newAlarmId(): string;
  planOf(detection: ReceivedDetection): Plan;
  dutyOf(detection: ReceivedDetection): Duty;
}

/**
 * Intake's decision for one batch, made in memory and committed together. Repeated ids inside the
 * batch count once. When several open alarms could be joined, the newest is; one of the same zone
 * goes before one next door. Of sounds that come together the loudest gives the alarm its place.
 */
export function takeDetections(input: TakeInput): Taken {
  const { now } = input;
  const byZone = new Map<string, Alarm[]>();
  for (const alarm of input.open) push(byZone, alarm.zoneId, alarm);
  const before = new Set(input.open.map((a) => a.id));
  const touched = new Map<string, Alarm>();
  const alarmOf = new Map<string, string>();
  const facts: Taken['facts'] = [];

  for (const detection of inOrder(input)) {
    if (alarmOf.has(detection.id)) continue;
    const joined = findJoined(byZone, detection, input);
    const decided = joined
      ? mergeDetection(joined, detection, now)
      : raiseAlarm({
          alarmId: input.newAlarmId(),
          detection,
          plan: input.planOf(detection),
          duty: input.dutyOf(detection),
          now,
        });
    if (joined) replace(byZone.get(joined.zoneId) ?? [], joined, decided.alarm);
    else push(byZone, detection.zoneId, decided.alarm);
    touched.set(decided.alarm.id, decided.alarm);
    alarmOf.set(detection.id, decided.alarm.id);
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

/** People first, then sounds by loudness; as they came where no zone has a neighbour. */
function inOrder({ detections, neighboursOf }: TakeInput): readonly ReceivedDetection[] {
  if (neighboursOf === undefined || detections.length < 2) return detections;
  const rank = (d: ReceivedDetection) => (isByPerson(d.kind) ? 100 : (d.levelDbfs ?? -200));
  return detections.toSorted((a, b) => rank(b) - rank(a));
}

function findJoined(
  byZone: ReadonlyMap<string, Alarm[]>,
  detection: ReceivedDetection,
  { neighboursOf, now }: TakeInput,
): Alarm | undefined {
  const own = byZone.get(detection.zoneId)?.findLast((a) => joins(a, detection, now));
  if (own || neighboursOf === undefined || isByPerson(detection.kind)) return own;
  const { zoneIds, withinMs } = neighboursOf(detection.zoneId);
  if (withinMs <= 0) return undefined;
  const near = zoneIds.flatMap((id) => byZone.get(id) ?? []);
  return near
    .filter((a) => joinsNextDoor(a, detection, { now, withinMs }))
    .toSorted((a, b) => (b.times.t2 ?? 0) - (a.times.t2 ?? 0))[0];
}

function replace(list: Alarm[], was: Alarm, is: Alarm): void {
  const index = list.indexOf(was);
  if (index >= 0) list[index] = is;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
