import type { Branch } from '@anyuan/core/detection/branch.ts';
import { type SoundFormat, soundPieces } from '@anyuan/terminal/capture/sound-file.ts';
import type { Fingerprints } from './fingerprint.ts';
import { hashFile } from './hash-file.ts';
import type { HeardStore } from './heard-store.ts';
import {
  type DetectorPart,
  type FilePart,
  type Listener,
  makeDetectorListener,
  makeFileListener,
} from './listeners.ts';
import { inRoomTone, leadOf } from './room-tone.ts';
import type { Teacher } from './teacher.ts';

/** A network and what tells it from others. */
export interface Ear {
  sha256: string;
  /** Null: the model is missing or damaged; the level branch goes on alone. */
  branch: Branch | null;
}

/** All that was heard in one file. */
export interface Heard {
  file: FilePart;
  /** The detector, with the network of the job. */
  ours: DetectorPart;
  teacher: number[][] | null;
}

export interface HearParts {
  store: HeardStore;
  fingerprints: Fingerprints;
  teacher: Teacher | null;
}

export interface HearJob {
  path: string;
  /** A clip is put into room tone, a stream is played as it is. */
  as: 'clip' | 'stream';
  /** The shipped network, or that of the fold that never heard this clip. */
  ear: Ear;
}

/** Pieces are worked off in chunks of at most this: one second. */
const chunkSamples = 16_000;

/** One listener of a file, its place in the store and, when known, what it heard before. */
interface Slot {
  key: string;
  known: unknown;
  make(): Listener<unknown>;
}

/**
 * Plays one file to the detector and to all who listen beside it, or takes what they heard before.
 *
 * @throws Error when the file cannot be read.
 */
export async function hear(
  job: HearJob,
  parts: HearParts,
): Promise<{ heard: Heard; fresh: boolean }> {
  const sha = await hashFile(job.path);
  const id = `${job.as}:${sha}`;
  const { store, fingerprints, teacher } = parts;
  const slot = (key: string, make: () => Listener<unknown>): Slot => ({
    key,
    known: store.find(key, id),
    make,
  });
  const { sha256, branch } = job.ear;
  const slots = [
    slot(`detector-${sha256.slice(0, 12)}-${fingerprints.detector}`, () =>
      makeDetectorListener(branch),
    ),
    teacher === null
      ? null
      : slot(`teacher-${teacher.sha256.slice(0, 12)}-${fingerprints.feed}`, teacher.listener),
  ];
  const fileKey = `file-${fingerprints.feed}`;
  const file = store.find(fileKey, id) as FilePart | undefined;
  const fresh = file === undefined || slots.some((s) => s !== null && s.known === undefined);
  const known: Heard = {
    file: file as FilePart,
    ours: slots[0]?.known as DetectorPart,
    teacher: (slots[1]?.known ?? null) as number[][] | null,
  };
  if (!fresh) return { heard: known, fresh };
  const played = await play(job, { lead: job.as === 'clip' ? leadOf(sha) : 0, slots });
  store.keep(fileKey, id, played.file);
  slots.forEach((s, i) => {
    if (s !== null && s.known === undefined) store.keep(s.key, id, played.heard[i]);
  });
  const [ours, taught] = played.heard;
  return {
    heard: {
      file: played.file,
      ours: ours as DetectorPart,
      teacher: (taught ?? null) as number[][] | null,
    },
    fresh,
  };
}

async function play(
  job: HearJob,
  how: { lead: number; slots: (Slot | null)[] },
): Promise<{ file: FilePart; heard: unknown[] }> {
  const format: SoundFormat = { sampleRateHz: 0, channels: 0, damaged: 0 };
  const about = makeFileListener(how.lead);
  const listeners = how.slots.map((s) => (s?.known === undefined ? s?.make() : undefined));
  const raw = tapped(soundPieces(job.path, format), about.clip);
  const stream = job.as === 'clip' ? inRoomTone(raw, how.lead) : raw;
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; at += chunkSamples) {
      const chunk = piece.subarray(at, at + chunkSamples);
      about.stream(chunk);
      for (const listener of listeners) await listener?.push(chunk);
    }
  }
  const heard: unknown[] = [];
  for (const [i, listener] of listeners.entries()) {
    heard.push(listener === undefined ? how.slots[i]?.known : await listener.end());
  }
  const file = about.end();
  return { file: { ...file, notes: [...file.notes, ...formatNotes(format)] }, heard };
}

async function* tapped(
  pieces: AsyncIterable<Float32Array>,
  tap: (piece: Float32Array) => void,
): AsyncGenerator<Float32Array, void> {
  for await (const piece of pieces) {
    tap(piece);
    yield piece;
  }
}

function formatNotes({ sampleRateHz, channels, damaged }: SoundFormat): string[] {
  const notes: string[] = [];
  if (sampleRateHz !== 16_000) notes.push(`${sampleRateHz} Hz，已转为 / resampled to 16000 Hz`);
  if (channels > 1) notes.push(`${channels} 声道，已混合 / channels, mixed to one`);
  if (damaged > 0) notes.push(`${damaged} 处解码错误 / decoding errors`);
  return notes;
}
