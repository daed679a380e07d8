/** What goes between the terminal and the process that runs the engine. Both are this program. */

export interface SpotterFiles {
  encoder: string;
  decoder: string;
  joiner: string;
  tokens: string;
}

export interface RecogniserFiles {
  kind: 'sense-voice' | 'paraformer';
  model: string;
  tokens: string;
}

/** To the process: first what to open, then sound. */
export type EngineOrder =
  | { open: 'spotter'; files: SpotterFiles; keywords: string }
  | { open: 'recogniser'; files: RecogniserFiles }
  | { pcm: Float32Array; endSample: number }
  | { transcribe: Float32Array; id: number };

/** A keyword that was found; the sample is where the stream stood when it was. */
export interface EngineHit {
  text: string;
  endSample: number;
  /** From its first to its last token, s. */
  seconds: number;
}

export type EngineReply =
  | { ready: true }
  /** `absent`: there is no engine on this platform. `refused`: it does not take these files. */
  | { failed: 'absent' | 'refused'; detail: string }
  | { doneSample: number; hits: EngineHit[] }
  | { id: number; text: string };
