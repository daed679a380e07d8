import type { SelfTestMeasures } from '@anyuan/contracts/self-test.ts';
import { levelDbfsOf } from '../detection/level.ts';
import { chirpSamples, makeChirp } from './chirp.ts';
import { bandPower, correlate } from './matched-filter.ts';

/** The peak must stand this far over what the filter makes of the room before the chirp, dB. */
const foundSnrDb = 14;
/** And the stretch must look like the chirp: noise alone reaches about 0.05 here. */
const foundLikeness = 0.12;
const lowBand = { lowHz: 600, highHz: 2_000 };
const highBand = { lowHz: 3_500, highHz: 6_400 };
const clippedFrom = 0.985;
const quietest = 1e-9;

/** What was captured: first the room alone, then, from `playedAt` on, the chirp somewhere. */
export interface SelfTestCapture {
  /** 16 kHz, -1..1. */
  pcm: Float32Array;
  /** Sample at which the player was started. */
  playedAt: number;
  /** Samples after `playedAt` within which the chirp must begin: a slow player, not a slow room. */
  withinSamples: number;
}

/** Looks for the chirp and says how it came back. Never throws; a deaf capture finds nothing. */
export function measureChirp(capture: SelfTestCapture): SelfTestMeasures {
  const { pcm, playedAt } = capture;
  const room = pcm.subarray(0, playedAt);
  const common = {
    noiseDbfs: round(levelDbfsOf(room)),
    offset: round(meanOf(room), 4),
    peakDbfs: round(20 * Math.log10(Math.max(1e-6, peakOf(pcm)))),
  };
  const peak = findChirp(capture);
  if (peak === null) {
    const nothing = { delayMs: null, levelDb: null, snrDb: null, tiltDb: null };
    return { ...common, ...nothing, clippedShare: clippedShare(pcm.subarray(playedAt)) };
  }
  const heard = pcm.subarray(peak.at, peak.at + chirpSamples);
  return {
    ...common,
    delayMs: Math.round((peak.at - playedAt) / 16),
    levelDb: round(20 * Math.log10(Math.max(quietest, peak.gain))),
    snrDb: round(peak.snrDb),
    tiltDb: round(tiltOf(pcm, peak.at, room)),
    clippedShare: clippedShare(heard),
  };
}

function findChirp({ pcm, playedAt, withinSamples }: SelfTestCapture) {
  const chirp = makeChirp();
  const searched = pcm.subarray(0, playedAt + withinSamples + chirpSamples);
  const match = correlate(searched, chirp);
  let at = playedAt;
  for (let i = playedAt; i < match.length; i += 1) {
    if (Math.abs(match[i] ?? 0) > Math.abs(match[at] ?? 0)) at = i;
  }
  const peak = Math.abs(match[at] ?? 0);
  const before = match.subarray(0, Math.max(0, Math.min(playedAt, at) - chirpSamples));
  const noise = Math.sqrt(before.reduce((sum, v) => sum + v * v, 0) / Math.max(1, before.length));
  const own = energyOf(chirp);
  const there = energyOf(pcm.subarray(at, at + chirpSamples));
  const likeness = peak / Math.sqrt(Math.max(quietest, own * there));
  const snrDb = Math.min(90, 20 * Math.log10(peak / Math.max(noise, quietest * own) + quietest));
  if (snrDb < foundSnrDb || likeness < foundLikeness) return null;
  return { at, snrDb, gain: peak / own };
}

/** High band against low band as received, less the room's own noise, against the chirp's own, dB. */
function tiltOf(pcm: Float32Array, at: number, room: Float32Array): number {
  const net = (band: typeof lowBand) =>
    Math.max(quietest ** 2, bandPower(pcm, at, band) - bandPower(room, 0, band));
  const chirp = makeChirp();
  const own = bandPower(chirp, 0, highBand) / bandPower(chirp, 0, lowBand);
  return Math.max(-60, 10 * Math.log10(net(highBand) / net(lowBand) / own));
}

function energyOf(pcm: Float32Array): number {
  return pcm.reduce((sum, value) => sum + value * value, 0);
}

function meanOf(pcm: Float32Array): number {
  return pcm.reduce((sum, value) => sum + value, 0) / Math.max(1, pcm.length);
}

function peakOf(pcm: Float32Array): number {
  return pcm.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
}

function clippedShare(pcm: Float32Array): number {
  const clipped = pcm.reduce((n, value) => n + Number(Math.abs(value) >= clippedFrom), 0);
  return round(clipped / Math.max(1, pcm.length), 4);
}

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
