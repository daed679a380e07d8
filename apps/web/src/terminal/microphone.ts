import workletUrl from './capture-worklet.ts?worker&url';
import type { MicrophoneTrouble } from './messages.ts';

/** The room as it is: a browser's telephone filters would take a scream for noise. */
const plain: MediaStreamConstraints = {
  audio: {
    ...{ echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    channelCount: { ideal: 1 },
  },
};
const rateHz = 16_000;

/** The part that runs in the audio thread. */
export const captureUrl: string = workletUrl;
/** A microphone that was lost is asked for again after this. */
const againMs = 3_000;

export interface MicrophoneHandlers {
  /** Where the samples come from now: 16 kHz, 100 ms each. */
  onPort(port: MessagePort): void;
  onTrouble(trouble: MicrophoneTrouble, detail: string): void;
  /** The audio of this page is running, or waits for a touch. */
  onRunning(context: AudioContext): void;
}

export interface Microphone {
  /** Opens it, or opens it anew. Never throws: what is wrong is told. */
  open(): Promise<void>;
  /** Lets go of it: the browser's sign that it is recording goes out. */
  close(): void;
}

/** @throws Error with what the page can say about it */
async function openContext(): Promise<AudioContext> {
  const context = new AudioContext({ sampleRate: rateHz, latencyHint: 'playback' });
  if (context.sampleRate !== rateHz)
    throw new Error(`rate ${context.sampleRate} Hz, not ${rateHz}`);
  await context.audioWorklet.addModule(workletUrl);
  return context;
}

/**
 * The microphone of the page, straight into the worker. Whatever goes wrong is told as a fault with
 * its reason: refused, none there, taken away, another sample rate than ours.
 */
export function makeMicrophone(handlers: MicrophoneHandlers): Microphone {
  let context: AudioContext | null = null;
  let stream: MediaStream | null = null;
  let opening = false;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function lost(trouble: MicrophoneTrouble, detail: string): void {
    handlers.onTrouble(trouble, detail);
    clearTimeout(retry);
    // A refusal is a person's word: only a person takes it back.
    if (trouble !== 'refused') retry = setTimeout(() => void open(), againMs);
  }

  function release(): void {
    for (const track of stream?.getTracks() ?? []) {
      track.onended = null;
      track.onunmute = null;
      track.stop();
    }
    void context?.close().catch(() => undefined);
    stream = null;
    context = null;
  }

  async function connect(): Promise<void> {
    stream = await navigator.mediaDevices.getUserMedia(plain);
    context = await openContext();
    const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 });
    context.createMediaStreamSource(stream).connect(node);
    const { port1, port2 } = new MessageChannel();
    node.port.postMessage(port1, [port1]);
    handlers.onPort(port2);
    for (const track of stream.getTracks()) {
      track.onended = () => lost('dead', 'the microphone was taken away');
      track.onmute = () => handlers.onTrouble('dead', 'muted by the system');
      track.onunmute = () => void open();
    }
    handlers.onRunning(context);
  }

  async function open(): Promise<void> {
    if (opening) return;
    opening = true;
    clearTimeout(retry);
    release();
    try {
      await connect();
    } catch (error) {
      const { name, message } = error as Error;
      release();
      lost(troubleOf(name), `${name}: ${message}`);
    } finally {
      opening = false;
    }
  }

  navigator.mediaDevices?.addEventListener?.('devicechange', () => {
    if (stream === null) void open();
  });
  return {
    open,
    close() {
      clearTimeout(retry);
      release();
    },
  };
}

function troubleOf(name: string): MicrophoneTrouble {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'dead';
}

/** Why this browser can never listen; null when it can. */
export function cannotListen(): 'insecure' | 'unsupported' | null {
  if (!isSecureContext) return 'insecure';
  const has = 'mediaDevices' in navigator && 'AudioWorkletNode' in window && 'indexedDB' in window;
  return has && typeof WebAssembly === 'object' ? null : 'unsupported';
}

/** Has this page been allowed the microphone before? Then it may begin without being touched. */
export async function isAllowedAlready(): Promise<boolean> {
  try {
    const name = 'microphone' as PermissionName;
    return (await navigator.permissions.query({ name })).state === 'granted';
  } catch {
    return false;
  }
}
