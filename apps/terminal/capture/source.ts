/** Where the sound comes from. */
export interface Source {
  /** Starts it once. */
  start(handlers: SourceHandlers): void;
  stop(): void;
  /** Kills and starts again what stands behind it, where there is something to restart. */
  restart?(reason: string): void;
}

export interface SourceHandlers {
  /** 16 kHz mono, -1..1, in order. A file waits for the promise; live sound does not wait. */
  onSamples(chunk: Float32Array): Promise<void>;
  /** A file or standard input has come to its end. */
  onEnd(): void;
  /** Live sound is not coming: `missing` when the machine has no microphone or no recorder. */
  onTrouble(trouble: 'dead' | 'missing', detail: string): void;
}

/** Raw little-endian 16-bit bytes to samples; a chunk may end in the middle of a sample. */
export function makeByteReader(): (bytes: Uint8Array) => Float32Array {
  let carried: number | undefined;
  return (bytes) => {
    const all =
      carried === undefined ? bytes : Buffer.concat([Uint8Array.of(carried), Buffer.from(bytes)]);
    const count = all.length >> 1;
    carried = all.length % 2 === 1 ? all[all.length - 1] : undefined;
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    return Float32Array.from({ length: count }, (_, i) => view.getInt16(i * 2, true) / 32_768);
  };
}
