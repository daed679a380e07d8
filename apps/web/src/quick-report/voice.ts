import { voiceSecondsMax } from '@anyuan/contracts/quick-report-lists.ts';

export type VoiceTrouble =
  | 'micRefused'
  | 'micMissing'
  | 'micInsecure'
  | 'micBusy'
  | 'micNoRecorder';

const troubles: Record<string, VoiceTrouble> = {
  NotAllowedError: 'micRefused',
  SecurityError: 'micInsecure',
  NotFoundError: 'micMissing',
};
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const bitsPerSecond = 32_000;
const levelEveryMs = 100;

export interface VoiceRecorder {
  /** Ends; `onDone` gets what was said. */
  stop(): void;
  /** Ends without a recording. */
  cancel(): void;
}

export interface VoiceOptions {
  /** Peak of the last moment, 0 to 1, and how long it runs, seconds. */
  onLevel(peak: number, seconds: number): void;
  onDone(sound: Blob): void;
}

function levelOf(context: AudioContext, stream: MediaStream): () => number {
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return samples.reduce((peak, s) => Math.max(peak, Math.abs(s)), 0);
  };
}

/** Records until it is stopped or a minute is over; the microphone is given back at once. Trouble comes back as words. */
export async function recordVoice(options: VoiceOptions): Promise<VoiceRecorder | VoiceTrouble> {
  if (!navigator.mediaDevices?.getUserMedia) return 'micInsecure';
  if (typeof MediaRecorder === 'undefined') return 'micNoRecorder';
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (thrown) {
    return (thrown instanceof Error && troubles[thrown.name]) || 'micBusy';
  }
  const mimeType = types.find((t) => MediaRecorder.isTypeSupported(t));
  const recorder = new MediaRecorder(stream, {
    ...(mimeType ? { mimeType } : {}),
    audioBitsPerSecond: bitsPerSecond,
  });
  const context = new AudioContext();
  const level = levelOf(context, stream);
  const parts: Blob[] = [];
  const beganAt = performance.now();
  let isCancelled = false;
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.onstop = () => {
    clearInterval(meter);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
    if (!isCancelled) options.onDone(new Blob(parts, { type: recorder.mimeType }));
  };
  const stop = () => recorder.state === 'recording' && recorder.stop();
  const meter = setInterval(() => {
    const seconds = (performance.now() - beganAt) / 1000;
    options.onLevel(level(), seconds);
    if (seconds >= voiceSecondsMax) stop();
  }, levelEveryMs);
  recorder.start(1000);
  return {
    stop,
    cancel() {
      isCancelled = true;
      stop();
    },
  };
}
