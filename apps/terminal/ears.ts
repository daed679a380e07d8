import { join, resolve } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { faultOf, openBranches } from './branches.ts';
import type { ConfigStore } from './config-store.ts';
import type { Delivery } from './delivery.ts';
import { type Detector, makeDetector } from './detect.ts';
import { makeJudge } from './detect-settings.ts';
import { readJson, writeDurably } from './durable-file.ts';
import { type HearingLaneParts, makeHearingLane } from './hearing-lane.ts';
import type { Log } from './log.ts';
import type { TerminalOptions } from './options.ts';
import { openSecondLook } from './second-look.ts';
import { openUsualFloor } from './usual-floor.ts';

export interface EarsParts extends Pick<HearingLaneParts, 'raise' | 'claims'> {
  options: TerminalOptions;
  /** The terminal's own folder. */
  dir: string;
  config: Pick<ConfigStore, 'current'>;
  clock: Clock;
  log: Log;
  ring: RingBuffer;
  delivery: Pick<Delivery, 'clips' | 'faults' | 'outbox'>;
  ownSound: () => boolean;
  modelDir: string;
}

/** From samples to who is called: branches, decision, and the second look where it is installed. */
export async function openEars(parts: EarsParts): Promise<Detector> {
  const { options, config, clock, log, ring, delivery } = parts;
  const { faults, outbox } = delivery;
  const phrases = () => config.current().phrases;
  const modelsDir = resolve(options.modelsDir);
  const judge = makeJudge({ config: config.current, now: clock.now });
  const secondLook = await openSecondLook({ modelsDir, ring, clock, phrases, faults, log });
  const lane = makeHearingLane({
    ...{ alarmKind: options.alarmKind, raise: parts.raise, claims: parts.claims, log, secondLook },
    wakeFrom: judge.wakeFrom,
    annotate: delivery.clips.annotate,
    record: (observation) => outbox.put('observation', () => observation),
  });
  const detector = makeDetector({
    ring,
    branches: await openBranches({
      ...{ modelDir: parts.modelDir, modelsDir, faults, phrases, ownSound: parts.ownSound },
      overFloorDb: judge.overFloorDb,
      // A file at its own speed has no hour of the day.
      ...(options.speed === 'fast' ? { waits: true } : { usual: await openUsual(parts) }),
    }),
    now: clock.now,
    settings: judge.settings,
    onHeard: lane.hear,
    onBranchFailure: (name, error) => faults.raise(faultOf(name), `${name}: ${error.message}`),
    onBranchWell: (name) => faults.clear(faultOf(name)),
  });
  return {
    ...detector,
    async flush() {
      await detector.flush();
      await lane.settled();
    },
    stop() {
      detector.stop();
      secondLook?.stop();
    },
  };
}

async function openUsual({ dir, config, clock, log }: EarsParts) {
  const path = join(dir, 'usual-level.json');
  const write = (kept: object) => writeDurably({ path, data: JSON.stringify(kept) });
  const kept = await readJson(path);
  return openUsualFloor({ kept, write, config: config.current, now: clock.now, log });
}
