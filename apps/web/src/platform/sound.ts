import type { AlarmKind } from '@anyuan/contracts/detection.ts';
import { makeStore } from './store.ts';

/** `locked` until the browser has seen a gesture; nothing can be heard before. */
export const soundStore = makeStore<'locked' | 'ready'>('locked');

interface Tone {
  hz: number;
  atSec: number;
  lengthSec: number;
  shape: OscillatorType;
}

/** Three sounds that nobody confuses: a two-tone siren, a chime of three, one short low beep. */
const patterns: Record<AlarmKind, { everySec: number; tones: Tone[] }> = {
  actual: {
    everySec: 1,
    tones: [0, 0.25, 0.5, 0.75].map((atSec, i) => ({
      hz: i % 2 === 0 ? 960 : 720,
      atSec,
      lengthSec: 0.24,
      shape: 'square',
    })),
  },
  exercise: {
    everySec: 2.2,
    tones: [523, 659, 784].map((hz, i) => ({
      hz,
      atSec: i * 0.32,
      lengthSec: 0.42,
      shape: 'sine',
    })),
  },
  test: {
    everySec: 3.5,
    tones: [{ hz: 440, atSec: 0, lengthSec: 0.18, shape: 'triangle' }],
  },
};

/** Loudness climbs from the first to the second over this long. */
const rise = { from: 0.12, to: 0.9, overSec: 30 };

let context: AudioContext | null = null;
let ringing: { kind: AlarmKind; gain: GainNode; timer: ReturnType<typeof setInterval> } | null =
  null;

function reflect(): void {
  soundStore.set(context?.state === 'running' ? 'ready' : 'locked');
}

/** Call from a gesture, or at the start where the browser allows sound by itself. */
export async function unlockSound(): Promise<void> {
  if (!context) {
    if (typeof AudioContext === 'undefined') return;
    context = new AudioContext();
    context.onstatechange = reflect;
  }
  if (context.state !== 'running') await context.resume().catch(() => undefined);
  reflect();
}

const gestures = ['click', 'keydown'] as const;

/**
 * Any first click on the page is as good as the button. Not its press: the bar that says "no sound yet" leaves then, the page
 * moves up under the finger, and the click would miss what it was meant for.
 */
export function unlockOnGesture(): void {
  const once = () => {
    void unlockSound();
    if (soundStore.get() !== 'ready') return;
    for (const name of gestures) removeEventListener(name, once, true);
  };
  for (const name of gestures) addEventListener(name, once, true);
  // Never resolves in some browsers before a gesture, so nobody waits for it.
  void unlockSound();
}

function playOnce(kind: AlarmKind, out: GainNode, ctx: AudioContext): void {
  for (const tone of patterns[kind].tones) {
    const from = ctx.currentTime + 0.02 + tone.atSec;
    const oscillator = ctx.createOscillator();
    const envelope = ctx.createGain();
    oscillator.type = tone.shape;
    oscillator.frequency.value = tone.hz;
    envelope.gain.setValueAtTime(0, from);
    envelope.gain.linearRampToValueAtTime(tone.shape === 'square' ? 0.35 : 0.8, from + 0.015);
    envelope.gain.setTargetAtTime(0, from + tone.lengthSec * 0.7, tone.lengthSec * 0.12);
    oscillator.connect(envelope).connect(out);
    oscillator.start(from);
    oscillator.stop(from + tone.lengthSec + 0.2);
  }
}

/** Rings until `silence`. False when the browser keeps us quiet. */
export function ring(kind: AlarmKind): boolean {
  const ctx = context;
  if (ctx?.state !== 'running') return false;
  if (ringing?.kind === kind) return true;
  silence();
  const gain = ctx.createGain();
  gain.gain.setValueAtTime(rise.from, ctx.currentTime);
  gain.gain.linearRampToValueAtTime(rise.to, ctx.currentTime + rise.overSec);
  gain.connect(ctx.destination);
  playOnce(kind, gain, ctx);
  const timer = setInterval(() => playOnce(kind, gain, ctx), patterns[kind].everySec * 1000);
  ringing = { kind, gain, timer };
  return true;
}

export function silence(): void {
  if (!ringing) return;
  clearInterval(ringing.timer);
  ringing.gain.disconnect();
  ringing = null;
}

/** Decodes a clip; works before sound is unlocked. */
export async function decodeAudio(bytes: ArrayBuffer): Promise<AudioBuffer> {
  return new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes);
}
