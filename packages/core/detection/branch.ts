import type { DetectionKind, Reason } from '@anyuan/contracts/detection.ts';

/** A stretch of sound of fixed length; sample numbers count from the start of the stream. */
export interface Window {
  /** [windowSamples] at 16 kHz, -1..1, finite. */
  pcm: Float32Array;
  fromSample: number;
  toSample: number;
}

/** One scored look of one branch at one stretch of time. */
export interface Observation {
  branch: Reason['branch'];
  /** What an alarm of this observation would be called. */
  kind: DetectionKind;
  /** What was heard, where the kind does not say it: the phrase. */
  label?: string;
  /** 0..1; what is not finite is taken as "nothing heard". */
  score: number;
  /** A phrase that was heard by an engine which may speak alone; the built-in one may not. */
  trusted?: boolean;
  /** Stream time, ms (sample number / 16). */
  fromMs: number;
  toMs: number;
}

/**
 * One way to notice something in sound. Says how long its windows are and gives scored
 * observations for each; it decides nothing and remembers nothing about alarms.
 */
export interface Branch {
  name: string;
  windowSamples: number;
  hopSamples: number;
  look(window: Window): Observation[] | Promise<Observation[]>;
  /** The stream has ended: what is still being worked on elsewhere. */
  end?(): Promise<Observation[]>;
  /** Lets go of what the branch holds outside this process. */
  stop?(): void;
}
