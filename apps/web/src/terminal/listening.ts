import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import type { Branch } from '@anyuan/core/detection/branch.ts';
import { makeLevelBranch, type UsualFloor } from '@anyuan/core/detection/level.ts';
import { makeQuarrelBranch } from '@anyuan/core/detection/quarrel.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import type { ConfigStore } from '@anyuan/terminal/config-store.ts';
import { type Detector, makeDetector } from '@anyuan/terminal/detect.ts';
import type { Judge } from '@anyuan/terminal/detect-settings.ts';
import type { Faults } from '@anyuan/terminal/faults.ts';
import { makeWordsBranch } from '@anyuan/terminal/words-branch.ts';
import { keepFiles } from './keep-files.ts';
import type { ModelState } from './messages.ts';
import { loadSound, loadWords, ModelFault } from './models.ts';

/** A model that could not be had is asked for again: perhaps only the network was away. */
const retryMs = 30_000;

const codeOf = (branch: string): FaultCode =>
  branch === 'words' ? 'words.model' : 'model.damaged';

export interface Listening {
  hear(chunk: Float32Array): Promise<void>;
  detector(): Detector;
  state(): { sound: ModelState; words: ModelState };
  /** Seconds of work for each second of sound; null before the first ten seconds. */
  realTimeFactor(): number | null;
}

/**
 * The detector of every terminal, over the models as they arrive: the button works from the first
 * moment, the level from the first sample, sound and words as soon as their model is here.
 */
export function makeListening(parts: {
  ring: RingBuffer;
  judge: Judge;
  config: ConfigStore;
  faults: Pick<Faults, 'raise' | 'clear'>;
  ownSound: () => boolean;
  usual: UsualFloor;
  onHeard: Parameters<typeof makeDetector>[0]['onHeard'];
}): Listening {
  const { judge, faults, config } = parts;
  const branches: Branch[] = [makeLevelBranch({ ...parts, ...judge }), makeQuarrelBranch(parts)];
  const state: { sound: ModelState; words: ModelState } = { sound: 'loading', words: 'loading' };
  const work = { ms: 0, samples: 0 };

  const renew = (): Detector =>
    makeDetector({
      ...{ ring: parts.ring, branches: [...branches], settings: judge.settings, now: Date.now },
      onHeard: parts.onHeard,
      onBranchFailure(name, error) {
        faults.raise(codeOf(name), `${name}: ${error.message}`);
        if (name === 'sound' || name === 'words') state[name] = 'fault';
      },
      onBranchWell(name) {
        faults.clear(codeOf(name));
        if (name === 'sound' || name === 'words') state[name] = 'on';
      },
    });
  let detector = renew();

  async function add(name: 'sound' | 'words', load: () => Promise<Branch>): Promise<void> {
    const codes: FaultCode[] =
      name === 'sound' ? ['model.missing', 'model.damaged'] : ['words.model'];
    try {
      branches.push(await load());
      state[name] = 'on';
      for (const code of codes) faults.clear(code);
      void keepFiles();
      detector = renew();
    } catch (error) {
      state[name] = 'fault';
      const known = error instanceof ModelFault ? error.code : codes.at(-1);
      faults.raise(known ?? 'model.damaged', (error as Error).message);
      setTimeout(() => void add(name, load), retryMs);
    }
  }
  void add('sound', loadSound).then(() =>
    add('words', async () =>
      makeWordsBranch({ net: await loadWords(), phrases: () => config.current().phrases }),
    ),
  );

  return {
    async hear(chunk) {
      const beganMs = performance.now();
      await detector.take(chunk);
      work.ms += performance.now() - beganMs;
      work.samples += chunk.length;
      // The last minutes count, not what the first model load cost.
      if (work.samples > 16_000 * 60) for (const key of ['ms', 'samples'] as const) work[key] /= 2;
    },
    detector: () => detector,
    state: () => ({ ...state }),
    realTimeFactor: () => (work.samples < 160_000 ? null : work.ms / (work.samples / 16)),
  };
}
