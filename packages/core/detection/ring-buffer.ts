/** The last seconds of a stream as 16-bit samples, addressed by sample number from its start. */
export interface RingBuffer {
  /** Appends samples in -1..1. */
  push(chunk: Float32Array): void;
  /** Number of the oldest sample still held. */
  firstSample(): number;
  /** One past the newest sample. */
  endSample(): number;
  /** Copies [fromSample, toSample) as far as it is still, or already, held. */
  read(fromSample: number, toSample: number): Int16Array;
}

/** @throws RangeError when the capacity is not a positive integer. */
export function makeRingBuffer(capacitySamples: number): RingBuffer {
  if (!Number.isInteger(capacitySamples) || capacitySamples <= 0) throw new RangeError('capacity');
  const kept = new Int16Array(capacitySamples);
  let end = 0;
  const first = () => Math.max(0, end - capacitySamples);
  return {
    push(chunk) {
      const skip = Math.max(0, chunk.length - capacitySamples);
      for (let i = skip; i < chunk.length; i += 1) {
        kept[(end + i) % capacitySamples] = toInt16(chunk[i] ?? 0);
      }
      end += chunk.length;
    },
    firstSample: first,
    endSample: () => end,
    read(fromSample, toSample) {
      const from = Math.min(end, Math.max(first(), Math.floor(fromSample)));
      const to = Math.max(from, Math.min(end, Math.floor(toSample)));
      const out = new Int16Array(to - from);
      for (let i = 0; i < out.length; i += 1) out[i] = kept[(from + i) % capacitySamples] ?? 0;
      return out;
    },
  };
}

/** -1..1 to -32768..32767; what is not finite becomes 0. */
export function toInt16(value: number): number {
  if (!Number.isFinite(value)) return 0;
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
}
