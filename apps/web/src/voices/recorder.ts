import { toInt16 } from '@anyuan/core/detection/ring-buffer.ts';
import type { MicrophoneTrouble } from '../terminal/messages.ts';
import { makeMicrophone } from '../terminal/microphone.ts';

export interface Recorder {
  /** So many seconds from now on, 16 kHz. Null when it was closed or lost before. */
  record(seconds: number): Promise<Float32Array | null>;
  close(): void;
}

/** Takes pieces of what the microphone hears; `onLevel` gets the peak of each 100 ms, 0..1. */
export function openRecorder(handlers: {
  onLevel(peak: number): void;
  onTrouble(trouble: MicrophoneTrouble): void;
}): Recorder {
  let taking: {
    pcm: Float32Array;
    filled: number;
    done(pcm: Float32Array | null): void;
  } | null = null;

  function end(whole: boolean): void {
    const now = taking;
    taking = null;
    now?.done(whole ? now.pcm : null);
  }

  function hear(chunk: Float32Array): void {
    let peak = 0;
    for (const sample of chunk) peak = Math.max(peak, Math.abs(sample));
    handlers.onLevel(peak);
    if (taking === null) return;
    const part = chunk.subarray(0, taking.pcm.length - taking.filled);
    taking.pcm.set(part, taking.filled);
    taking.filled += part.length;
    if (taking.filled === taking.pcm.length) end(true);
  }

  const microphone = makeMicrophone({
    onPort(port) {
      port.onmessage = ({ data }: MessageEvent<Float32Array>) => hear(data);
    },
    onTrouble(trouble) {
      end(false);
      handlers.onTrouble(trouble);
    },
    onRunning: (context) => void context.resume(),
  });
  void microphone.open();

  return {
    record(seconds) {
      end(false);
      return new Promise((done) => {
        taking = { pcm: new Float32Array(Math.round(seconds * 16_000)), filled: 0, done };
      });
    },
    close() {
      end(false);
      microphone.close();
    },
  };
}

export const toSamples = (pcm: Float32Array): Int16Array => Int16Array.from(pcm, toInt16);
