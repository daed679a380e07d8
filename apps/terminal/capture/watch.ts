import type { FaultCode } from '@anyuan/contracts/terminal.ts';
import { levelDbfsOf } from '@anyuan/core/detection/level.ts';
import type { Faults } from '../faults.ts';
import { faultOf, type MicrophoneState, newMicrophone, watchMicrophone } from './health.ts';
import type { Source } from './source.ts';

/** A recorder that runs but gives nothing for this long is killed and started again. */
const restartAfterMs = 6_000;

const all: FaultCode[] = ['microphone.dead', 'microphone.silent', 'microphone.missing'];

export interface MicrophoneWatch {
  samples(chunk: Float32Array): void;
  trouble(trouble: 'dead' | 'missing', detail: string): void;
  /** Once a second. */
  tick(): void;
  state(): MicrophoneState;
}

/** Turns what happens to live sound into faults and their ends: a dead microphone is never silence. */
export function makeMicrophoneWatch(options: {
  source: Source;
  faults: Faults;
  monotonicMs: () => number;
}): MicrophoneWatch {
  const { source, faults, monotonicMs } = options;
  let health = newMicrophone(monotonicMs());
  let lastRestartMs = monotonicMs();

  function apply(next: typeof health): void {
    const fault = faultOf(next.state);
    if (next.state !== health.state) for (const code of all) if (code !== fault) faults.clear(code);
    if (fault !== null) faults.raise(fault, next.detail);
    health = next;
  }

  return {
    samples(chunk) {
      if (chunk.length === 0) return;
      const levelDbfs = levelDbfsOf(chunk);
      apply(watchMicrophone(health, { type: 'samples', atMs: monotonicMs(), levelDbfs }));
    },
    trouble(trouble, detail) {
      apply(watchMicrophone(health, { type: 'trouble', atMs: monotonicMs(), trouble, detail }));
    },
    tick() {
      const atMs = monotonicMs();
      apply(watchMicrophone(health, { type: 'tick', atMs }));
      const stuck = atMs - Math.max(health.lastSamplesMs, lastRestartMs) > restartAfterMs;
      if (!stuck) return;
      lastRestartMs = atMs;
      source.restart?.(health.detail);
    },
    state: () => health.state,
  };
}
