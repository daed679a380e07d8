import type { FaultCode, Heartbeat } from '@anyuan/contracts/terminal.ts';

/** No samples for this long: dead. */
export const deadAfterMs = 3_000;
/** Digital silence, or below the level of any real room, for this long: silent. */
export const silentAfterMs = 60_000;
export const silentBelowDbfs = -85;

export type MicrophoneState = Heartbeat['microphone'];

export interface MicrophoneHealth {
  state: MicrophoneState;
  lastSamplesMs: number;
  /** Since when it has been silent; null while it hears something. */
  quietSinceMs: number | null;
  detail: string;
}

/** All times are of a clock that never jumps. */
export type MicrophoneEvent =
  | { type: 'samples'; atMs: number; levelDbfs: number }
  | { type: 'tick'; atMs: number }
  | { type: 'trouble'; atMs: number; trouble: 'dead' | 'missing'; detail: string };

export const newMicrophone = (atMs: number): MicrophoneHealth => ({
  state: 'ok',
  lastSamplesMs: atMs,
  quietSinceMs: null,
  detail: '',
});

const hears = (was: MicrophoneHealth, atMs: number, levelDbfs: number): MicrophoneHealth => {
  const quiet = !(levelDbfs >= silentBelowDbfs);
  const quietSinceMs = quiet ? (was.quietSinceMs ?? atMs) : null;
  const silent = quietSinceMs !== null && atMs - quietSinceMs >= silentAfterMs;
  const detail = silent ? `below ${silentBelowDbfs} dBFS for ${silentAfterMs / 1000} s` : '';
  // Still silent samples after an interruption do not prove that the microphone is well again.
  const stillSilent = was.state === 'silent' && quiet;
  return {
    state: silent || stillSilent ? 'silent' : 'ok',
    lastSamplesMs: atMs,
    quietSinceMs,
    detail,
  };
};

/** What is known of the microphone after one more event. */
export function watchMicrophone(was: MicrophoneHealth, event: MicrophoneEvent): MicrophoneHealth {
  if (event.type === 'samples') return hears(was, event.atMs, event.levelDbfs);
  if (event.type === 'trouble') {
    const state = event.trouble === 'missing' ? 'none' : 'dead';
    return { ...was, state, quietSinceMs: null, detail: event.detail };
  }
  if (was.state === 'none' || was.state === 'dead') return was;
  if (event.atMs - was.lastSamplesMs < deadAfterMs) return was;
  return {
    ...was,
    state: 'dead',
    quietSinceMs: null,
    detail: `no samples for ${deadAfterMs / 1000} s`,
  };
}

/** The fault that belongs to a state; null when all is well. */
export function faultOf(state: MicrophoneState): FaultCode | null {
  const faults = {
    ok: null,
    silent: 'microphone.silent',
    dead: 'microphone.dead',
    none: 'microphone.missing',
  } as const;
  return faults[state];
}
