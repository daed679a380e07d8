import { halved, pitchHop, pitchOf, pitchWindow } from './pitch.ts';

/** 20 ms of sound as a voice: how loud, how high, how periodic, how bright. */
export interface VoiceFrame {
  levelDbfs: number;
  /** 0 where nothing periodic was found. */
  hz: number;
  aperiodicity: number;
  /** Share of the power above 1 kHz (first difference over sum): shouting tilts the spectrum up. */
  brightness: number;
}

const quietest = 1e-12;

function frameOf(pcm: Float32Array): VoiceFrame {
  let power = 0;
  let steps = 0;
  let mean = 0;
  for (const sample of pcm) mean += sample;
  mean /= pcm.length;
  let last = (pcm[0] ?? 0) - mean;
  for (const sample of pcm) {
    const value = sample - mean;
    power += value * value;
    steps += (value - last) ** 2;
    last = value;
  }
  const levelDbfs = 10 * Math.log10(power / pcm.length + quietest);
  const { hz, aperiodicity } = pitchOf(pcm);
  return { levelDbfs, hz, aperiodicity, brightness: Math.min(1, steps / (4 * power + quietest)) };
}

/** Frames of 16 kHz sound; the last few samples wait in the next call's `pcm` (give them again). */
export function voiceFramesOf(pcm: Float32Array): VoiceFrame[] {
  const half = halved(pcm);
  const frames: VoiceFrame[] = [];
  for (let at = 0; at + pitchWindow <= half.length; at += pitchHop) {
    frames.push(frameOf(half.subarray(at, at + pitchWindow)));
  }
  return frames;
}
