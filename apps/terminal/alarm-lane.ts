import type { AlarmKind, Detection } from '@anyuan/contracts/detection.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import { v7 as uuidV7 } from 'uuid';
import type { Clips } from './clips.ts';
import type { Heard } from './detect.ts';
import type { Faults } from './faults.ts';
import type { Log } from './log.ts';
import type { Sender } from './sender.ts';
import type { Spool } from './spool.ts';
import type { TellingEvent } from './telling.ts';

/** A level alone (1) is reported, but does not ring in the room: a school break is loud too. */
export const soundsHere = (confidence: number): boolean => confidence >= 2;

export interface AlarmLaneParts {
  alarmKind: AlarmKind;
  config: () => TerminalConfig;
  spool: Spool;
  sender: Sender;
  clips: Clips;
  faults: Faults;
  log: Log;
  tell(event: TellingEvent): void;
  onDetection(detection: Detection): void;
}

/** The detection message of something heard or pressed. */
export function makeDetection(heard: Heard, alarmKind: AlarmKind, clip: boolean): Detection {
  const { decision, beganAt, decidedAt, levelDbfs } = heard;
  return {
    v: 1,
    id: uuidV7(),
    kind: decision.kind,
    alarmKind,
    beganAt,
    decidedAt,
    sentAt: decidedAt,
    confidence: decision.confidence,
    reasons: decision.reasons.slice(0, 16),
    ...(levelDbfs === null ? {} : { levelDbfs: Math.round(levelDbfs * 10) / 10 }),
    clip,
  };
}

/** Writes to the spool; a disk that cannot take it is a fault, and the alarm goes on from memory. */
async function keepSafe(detection: Detection, parts: AlarmLaneParts): Promise<void> {
  try {
    await parts.spool.put(detection);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    parts.faults.raise(full ? 'spool.full' : 'spool.unwritable', message);
  }
}

/**
 * From a decision to the wire: sound at once, onto the disk, out, and only then the clip.
 * @returns the id of the detection, at once; the rest goes on by itself.
 */
export function makeAlarmLane(parts: AlarmLaneParts): (heard: Heard) => string {
  return (heard) => {
    // In a privacy zone the server has switched it off, unless somebody decided otherwise for this one.
    const hasClip = parts.config().clip.enabled && heard.levelDbfs !== null;
    const detection = makeDetection(heard, parts.alarmKind, hasClip);
    const { id, kind, alarmKind, confidence } = detection;
    parts.log.info({ id, kind, confidence, alarmKind }, '检测到  detected');
    if (soundsHere(confidence)) {
      parts.tell({ type: 'detected', id, alarmKind, button: kind === 'button' });
    }
    parts.onDetection(detection);
    void keepSafe(detection, parts).then(() => {
      parts.sender.send(id);
      const { beganSample, decidedSample } = heard;
      if (hasClip) parts.clips.keep({ id, beganSample, decidedSample });
    });
    return id;
  };
}
