/** Runs in the audio thread: the types of that world are not those of a page. */
interface Processor {
  readonly port: MessagePort;
}
declare const AudioWorkletProcessor: { new (): Processor; prototype: Processor };
declare function registerProcessor(name: string, make: new () => Processor): void;

/** 100 ms at 16 kHz: what the detector looks at in one step. */
const chunkSamples = 1_600;

class Capture extends AudioWorkletProcessor {
  private held = new Float32Array(chunkSamples);
  private filled = 0;
  private out: MessagePort | null = null;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<MessagePort>) => {
      this.out = event.data;
    };
  }

  /** Channels become one, their mean: a stereo microphone is still one place in the room. */
  process([channels]: Float32Array[][]): boolean {
    const count = channels?.length ?? 0;
    if (channels === undefined || count === 0) return true;
    const length = channels[0]?.length ?? 0;
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (const channel of channels) sum += channel[i] ?? 0;
      this.held[this.filled] = sum / count;
      this.filled += 1;
      if (this.filled === chunkSamples) this.send();
    }
    return true;
  }

  private send(): void {
    const chunk = this.held;
    this.held = new Float32Array(chunkSamples);
    this.filled = 0;
    this.out?.postMessage(chunk, [chunk.buffer]);
  }
}

registerProcessor('capture', Capture);
