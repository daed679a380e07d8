import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import type { SelfTest } from '@anyuan/contracts/self-test.ts';
import type { FaultCode, Heartbeat, TerminalConfig } from '@anyuan/contracts/terminal.ts';
import type { LocalStage } from '@anyuan/terminal/telling.ts';

/**
 * The terminal itself runs in a worker, where nothing that is drawn can hold it up. The page is its
 * microphone, its loudspeaker, its button and its light.
 */
export type ToTerminal =
  | { type: 'begin'; server: string; code: string | null; restarted: boolean }
  /** Samples come through this port, straight from the audio thread. */
  | { type: 'microphone'; port: MessagePort }
  | { type: 'microphoneTrouble'; trouble: MicrophoneTrouble; detail: string }
  | { type: 'edge'; edge: 'down' | 'up'; edgeId: number }
  | { type: 'played'; id: number; trouble: string | null }
  | { type: 'page'; hidden: boolean; sound: 'locked' | 'ready' }
  | { type: 'selfTest' };

/** `refused`: a person or a policy said no; only a person can change that. */
export type MicrophoneTrouble = 'refused' | 'missing' | 'dead';

export type ToPage =
  | { type: 'view'; view: TerminalPageView }
  /** The edge of the button was taken; one that was not is given to the next worker. */
  | { type: 'edgeTaken'; edgeId: number }
  | { type: 'play'; id: number; samples: Float32Array }
  | { type: 'stopPlaying'; id: number }
  | { type: 'restartMicrophone' }
  /** The worker does not get on any more and asks to be replaced. */
  | { type: 'stalled' }
  /** It could not start: this browser keeps nothing for us. Tried again with the next worker. */
  | { type: 'failed'; message: string };

export type Enrolled =
  | { at: 'starting' }
  /** No credential and no code. */
  | { at: 'needed' }
  /** A code was given and the server cannot be reached yet. */
  | { at: 'trying' }
  /** The server said no to the code, or to the credential of before. */
  | { at: 'refused'; text: string }
  | { at: 'done' };

export type ModelState = 'loading' | 'on' | 'fault';

/** All that the page shows. */
export interface TerminalPageView {
  enrolled: Enrolled;
  stage: LocalStage;
  alarmKind: AlarmKind;
  /** In Chinese, as it is spoken. */
  text: string;
  connected: boolean;
  /** Alarms and recordings that are not at the server yet. */
  waiting: number;
  clipsWaiting: number;
  name: string;
  place: string;
  privacy: boolean;
  clip: TerminalConfig['clip'];
  faults: FaultCode[];
  microphone: Heartbeat['microphone'];
  levelDbfs: number | null;
  sound: ModelState;
  words: ModelState;
  /** Seconds of work for each second of sound; null before the first ten seconds. */
  realTimeFactor: number | null;
  /** The last one of this run, or that one is running; null: none yet. */
  selfTest: SelfTest | 'running' | null;
}
