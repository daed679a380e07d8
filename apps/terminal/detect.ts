import type { Branch, Observation, Window } from '@anyuan/core/detection/branch.ts';
import {
  type Decision,
  type DecisionState,
  decide,
  emptyDecisionState,
} from '@anyuan/core/detection/decision.ts';
import type { DecisionSettings } from '@anyuan/core/detection/decision-settings.ts';
import {
  cleanChunk,
  type Framer,
  makeFramer,
  samplesPerMs,
} from '@anyuan/core/detection/frames.ts';
import { levelDbfsOf, silenceDbfs } from '@anyuan/core/detection/level.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';

/** Pre-roll (60 s) + the event + post-roll (60 s) + room for a slow disk. */
export const ringSamples = 150 * 16_000;

/**
 * Branches look in turn every 100 ms of sound, however large the chunks are that a driver hands
 * over: what is decided must not depend on them.
 */
const stepSamples = 1_600;

/** So many looks without failure in a row: it is well again, and not between two failures. */
const wellLooks = 100;

/** A decision with its place in the stream and on the clock. */
export interface Heard {
  decision: Decision;
  beganSample: number;
  decidedSample: number;
  /** Epoch ms of this machine's clock. */
  beganAt: number;
  decidedAt: number;
  /** Loudest 100 ms around the event; null when no sound was captured. */
  levelDbfs: number | null;
}

export interface Detector {
  /** Takes captured samples; settles when they were looked at. Calls are worked off in order. */
  take(chunk: Float32Array): Promise<void>;
  /** The stream has ended: looks at what is left. */
  flush(): Promise<void>;
  /** Lets go of what branches hold outside this process. */
  stop(): void;
  /** The button went down. Gives the id of its detection. */
  press(): string;
  ring: RingBuffer;
  /** How far the branches have looked. */
  lookedAtSample(): number;
  /** Level of the newest chunk; null before the first. */
  levelDbfs(): number | null;
}

/** Frames the stream for every branch and lets the pure decision speak on what they observe. */
export function makeDetector(options: {
  ring: RingBuffer;
  branches: Branch[];
  now: () => number;
  settings: () => DecisionSettings;
  /** Gives the id of the detection it became. */
  onHeard(heard: Heard): string;
  onBranchFailure(branch: string, error: Error): void;
  /** A branch that had failed has looked well for a while. */
  onBranchWell?(branch: string): void;
}): Detector {
  const { ring } = options;
  // In a browser a new detector takes over when a model has arrived: the stream has long been running.
  const startSample = ring.endSample();
  const framed = options.branches.map((branch) => {
    return { branch, framer: makeFramer(branch, startSample) };
  });
  let state: DecisionState = emptyDecisionState;
  let newestAtMs = options.now();
  let levelDbfs: number | null = null;
  let lookedAtSample = 0;
  let tail: Promise<void> = Promise.resolve();
  /** Looks that went well since a branch last failed. */
  const recovering = new Map<string, number>();

  const streamMs = () => ring.endSample() / samplesPerMs;

  function observe(observations: Observation[]): string[] {
    const step = decide({ state, observations, settings: options.settings() });
    state = step.state;
    return step.decisions.map((decision) => options.onHeard(place(decision)));
  }

  /** From stream time to the clock, counted back from the newest sample. */
  function place(decision: Decision): Heard {
    const decidedAt = options.now();
    const agoMs = streamMs() - decision.beganMs;
    const heardAt = decision.kind === 'button' ? decidedAt : newestAtMs;
    const beganSample = Math.max(0, Math.round(decision.beganMs * samplesPerMs));
    const decidedSample = Math.max(beganSample, Math.round(decision.decidedMs * samplesPerMs));
    return {
      decision,
      beganSample,
      decidedSample,
      beganAt: Math.max(0, Math.min(decidedAt, Math.round(heardAt - agoMs))),
      decidedAt,
      levelDbfs: loudest(ring, beganSample - 3_200),
    };
  }

  function recover(name: string): void {
    const well = recovering.get(name);
    if (well === undefined) return;
    recovering.set(name, well + 1);
    if (well + 1 < wellLooks) return;
    recovering.delete(name);
    options.onBranchWell?.(name);
  }

  async function look(branch: Branch, windows: Window[]): Promise<void> {
    for (const window of windows) {
      try {
        observe(await branch.look(window));
        recover(branch.name);
      } catch (error) {
        recovering.set(branch.name, 0);
        options.onBranchFailure(branch.name, error as Error);
      }
    }
  }

  async function lookAll(cut: (framer: Framer) => Window[], endSample: number): Promise<void> {
    for (const { branch, framer } of framed) await look(branch, cut(framer));
    lookedAtSample = endSample;
  }

  return {
    ring,
    take(chunk) {
      const clean = cleanChunk(chunk);
      ring.push(clean);
      newestAtMs = options.now();
      if (clean.length > 0) levelDbfs = levelDbfsOf(clean);
      const endSample = ring.endSample();
      tail = tail.then(async () => {
        for (let at = 0; at < clean.length; at += stepSamples) {
          const part = clean.subarray(at, at + stepSamples);
          await lookAll((framer) => framer.push(part), endSample - clean.length + at + part.length);
        }
      });
      return tail;
    },
    flush() {
      tail = tail.then(async () => {
        await lookAll((framer) => framer.flush(), ring.endSample());
        for (const branch of options.branches) observe((await branch.end?.()) ?? []);
      });
      return tail;
    },
    stop() {
      for (const branch of options.branches) branch.stop?.();
    },
    press() {
      const atMs = streamMs();
      const span = { fromMs: atMs, toMs: atMs };
      const [id] = observe([{ branch: 'button', kind: 'button', score: 1, ...span }]);
      // The decision never swallows a button; a property test holds it to that.
      if (id === undefined) throw new Error('a button press was not decided');
      return id;
    },
    lookedAtSample: () => lookedAtSample,
    levelDbfs: () => levelDbfs,
  };
}

/** Level of the loudest 100 ms from a sample on; null when nothing is held. */
function loudest(ring: RingBuffer, fromSample: number): number | null {
  const held = Float32Array.from(ring.read(fromSample, ring.endSample()), (s) => s / 32_768);
  if (held.length === 0) return null;
  let level = silenceDbfs;
  for (let at = 0; at < held.length; at += 1_600) {
    level = Math.max(level, levelDbfsOf(held.subarray(at, at + 1_600)));
  }
  return level;
}
