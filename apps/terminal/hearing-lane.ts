import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { Observation } from '@anyuan/contracts/observation.ts';
import { wakes } from '@anyuan/core/confidence/wake.ts';
import { isCandidate } from '@anyuan/core/words/second-look.ts';
import { makeDetection } from './alarm-lane.ts';
import type { Heard } from './detect.ts';
import type { Log } from './log.ts';
import type { SecondLooker } from './second-look.ts';

export interface HearingLaneParts {
  alarmKind: AlarmKind;
  /** Is it the self-test's own sound? */
  claims(heard: Heard): boolean;
  wakeFrom: () => number;
  /** The alarm lane. */
  raise(heard: Heard): string;
  /** Only recorded: no alarm, no clip, nobody called. */
  record(observation: Observation): void;
  /** Where a recogniser is installed. */
  secondLook?: Pick<SecondLooker, 'hold' | 'after'> | null;
  /** What was written down of a reported event goes with its clip. */
  annotate?(id: string, note: ClipNote): void;
  log: Log;
}

type Looker = Pick<SecondLooker, 'after'>;

export interface HearingLane {
  /** @returns the id, at once; '' for what still waits for its second look. */
  hear(heard: Heard): string;
  /** Settles when nothing waits any more. */
  settled(): Promise<unknown>;
}

/**
 * Who is called for what was heard: people, or nobody. Where a recogniser is installed, words that
 * nothing supports wait for it (at most `holdMs`); all else goes out at once and may be added to.
 */
export function makeHearingLane(parts: HearingLaneParts): HearingLane {
  const { secondLook, log } = parts;
  const waiting = new Set<Promise<unknown>>();

  function record(heard: Heard, own: boolean): string {
    const made = makeDetection(heard, own ? 'test' : parts.alarmKind, false);
    const { sentAt: _sent, clip: _clip, ...observation } = made;
    const { id, kind, confidence, alarmKind } = observation;
    log.info({ id, kind, confidence, alarmKind }, '听到，仅记录  heard, only recorded');
    parts.record(observation);
    return id;
  }

  const isWaking = ({ decision }: Heard) => wakes(decision, parts.wakeFrom());
  const deliver = (heard: Heard) => (isWaking(heard) ? parts.raise(heard) : record(heard, false));

  /** A call for help may call people; insults never do, whatever a place is set to. */
  async function lookAfter(heard: Heard, own: { id: string; looker: Looker }): Promise<void> {
    const { heard: more, note } = await own.looker.after(heard);
    annotate(own.id, note);
    if (more?.decision.kind === 'phrase') annotate(deliver(more), note);
    else if (more) record(more, false);
  }

  function annotate(id: string, note: ClipNote | null): void {
    if (note !== null) parts.annotate?.(id, note);
  }

  const waitFor = (work: Promise<unknown>) => {
    waiting.add(work);
    void work.finally(() => waiting.delete(work));
  };

  return {
    hear(heard) {
      if (parts.claims(heard)) return record(heard, true);
      if (!secondLook) return deliver(heard);
      if (isCandidate(heard.decision) && isWaking(heard)) {
        waitFor(secondLook.hold(heard).then((held) => annotate(deliver(held.heard), held.note)));
        return '';
      }
      const id = deliver(heard);
      waitFor(lookAfter(heard, { id, looker: secondLook }));
      return id;
    },
    settled: () => Promise.all(waiting),
  };
}
