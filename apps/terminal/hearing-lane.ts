import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Observation } from '@anyuan/contracts/observation.ts';
import { wakes } from '@anyuan/core/confidence/wake.ts';
import { makeDetection } from './alarm-lane.ts';
import type { Heard } from './detect.ts';
import type { Log } from './log.ts';

export interface HearingLaneParts {
  alarmKind: AlarmKind;
  /** Is it the self-test's own sound? */
  claims(heard: Heard): boolean;
  wakeFrom: () => number;
  /** The alarm lane. */
  raise(heard: Heard): string;
  /** Only recorded: no alarm, no clip, nobody called. */
  record(observation: Observation): void;
  log: Log;
}

/** Who is called for what was heard: people, or nobody. @returns the id, at once. */
export function makeHearingLane(parts: HearingLaneParts): (heard: Heard) => string {
  return (heard) => {
    const own = parts.claims(heard);
    if (!own && wakes(heard.decision, parts.wakeFrom())) return parts.raise(heard);
    const made = makeDetection(heard, own ? 'test' : parts.alarmKind, false);
    const { sentAt: _sent, clip: _clip, ...observation } = made;
    const { id, kind, confidence, alarmKind } = observation;
    parts.log.info({ id, kind, confidence, alarmKind }, '听到，仅记录  heard, only recorded');
    parts.record(observation);
    return id;
  };
}
