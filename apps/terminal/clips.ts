import type { ClipNote } from '@anyuan/contracts/clip-note.ts';
import type { Clock } from '@anyuan/contracts/clock.ts';
import type { TerminalConfig } from '@anyuan/contracts/terminal.ts';
import type { RingBuffer } from '@anyuan/core/detection/ring-buffer.ts';
import { withNote } from '@anyuan/core/recording/clip-note.ts';
import { encodeWav } from './capture/plain-wav.ts';
import type { Log } from './log.ts';

/** What became of an upload: `drop` when the server will never take it. */
export type UploadResult = 'done' | 'drop' | 'retry';

/** Where clips wait for their upload, by name. Survives a restart. */
export interface ClipStore {
  names(): Promise<string[]>;
  /** Null when it is gone. */
  read(name: string): Promise<Uint8Array | null>;
  /** Settles when it would survive a power cut. @throws Error of the medium. */
  write(name: string, wav: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface Clips {
  /** Keeps the sound from before an event at once, and the whole of it when the post-roll passed. */
  keep(event: { id: string; beganSample: number; decidedSample: number }): void;
  /** What was written down of an event; goes with its clip, and is forgotten where there is none. */
  annotate(id: string, note: ClipNote): void;
  /** More samples are in the ring: whole clips may be due. */
  advance(): void;
  /** No more samples will come: whole clips end here. */
  end(): void;
  /** Uploads what can be uploaded: after an acknowledgement, a reconnect, a start. */
  pump(): void;
  /** Clips that are not at the server yet. */
  count(): number;
  stop(): void;
}

const rateHz = 16_000;
/** The server takes 4 MiB. */
const mostSamples = (4 * 1024 * 1024 - 44 - 8_192) >> 1;
/** Oldest clips go first when nothing could be uploaded for long; detections are never dropped. */
const mostClips = 100;
const mostNotes = 20;
/** Sound of children does not lie on a wall longer than the server would keep it: 7 days. */
const keptMs = 7 * 24 * 3_600_000;
const sweepEveryMs = 3_600_000;
/** An id is a UUID of version 7: its first 48 bits are its time, ms. */
const timeOf = (name: string) => Number.parseInt(name.slice(0, 8) + name.slice(9, 13), 16);
const namePattern = /^([0-9a-f-]{36})\.([12])\.wav$/;

export async function openClips(options: {
  store: ClipStore;
  ring: RingBuffer;
  clip: () => TerminalConfig['clip'];
  /** Not acknowledged yet: the server would not know what the clip belongs to. */
  waiting: (id: string) => boolean;
  upload(id: string, wav: Uint8Array): Promise<UploadResult>;
  clock: Clock;
  log: Log;
  retryMs?: { first: number; longest: number };
}): Promise<Clips> {
  const { store, ring, clock, log } = options;
  const retryMs = options.retryMs ?? { first: 2_000, longest: 60_000 };
  /** Name to bytes, or null when they are stored. Oldest first. */
  const held = new Map<string, Uint8Array | null>();
  for (const name of (await store.names()).sort()) if (namePattern.test(name)) held.set(name, null);
  const notes = new Map<string, ClipNote>();
  const tails = new Map<string, { fromSample: number; toSample: number }>();
  /** Being written or removed. */
  let busy = 0;
  let uploading = false;
  let failures = 0;
  let retry: { cancel(): void } | undefined;
  let ended = false;
  let stopped = false;
  let sweptAt = Number.NEGATIVE_INFINITY;

  /** What could not be uploaded for days goes; its alarm stays. */
  function sweep(): void {
    if (clock.now() - sweptAt < sweepEveryMs) return;
    sweptAt = clock.now();
    for (const name of [...held.keys()]) {
      if (clock.now() - timeOf(name) <= keptMs) continue;
      log.warn({ clip: name }, '录音多日未能上传，已删除  clip too old, deleted');
      void remove(name);
    }
  }

  async function remove(name: string): Promise<void> {
    if (!held.delete(name)) return;
    busy += 1;
    await store.remove(name).catch(() => undefined);
    busy -= 1;
  }

  async function save(name: string, fromSample: number, toSample: number): Promise<void> {
    const from = Math.max(fromSample, ring.firstSample());
    const sound = encodeWav(ring.read(from, Math.min(toSample, from + mostSamples)));
    const note = notes.get(name.slice(0, 36));
    const wav = note === undefined ? sound : withNote(sound, note);
    held.set(name, wav);
    busy += 1;
    try {
      await store.write(name, wav);
      if (held.has(name)) held.set(name, null);
      else await store.remove(name);
    } catch (error) {
      log.warn({ err: error as Error }, '录音片段未能存盘  clip kept in memory only');
    } finally {
      busy -= 1;
    }
    for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - mostClips))) {
      log.warn({ clip: oldest }, '未上传的录音过多，删除最早的  oldest clip dropped');
      await remove(oldest);
    }
    pump();
  }

  const isDue = (toSample: number) => ended || ring.endSample() >= toSample;

  function finish(): void {
    for (const [id, { fromSample, toSample }] of tails) {
      if (!isDue(toSample)) continue;
      tails.delete(id);
      queueMicrotask(() => notes.delete(id));
      // The longer one takes the place of the shorter one, here as at the server.
      void save(`${id}.2.wav`, fromSample, toSample).then(() => remove(`${id}.1.wav`));
    }
  }

  async function uploadOne(name: string): Promise<boolean> {
    const id = name.slice(0, 36);
    const wav = held.get(name) ?? (await store.read(name));
    if (wav === null) {
      await remove(name);
      return true;
    }
    const result = await options.upload(id, wav);
    if (result === 'retry') return false;
    log.info({ id, seconds: Math.round(wav.length / 32_000), result }, '录音片段  clip uploaded');
    await remove(name);
    return true;
  }

  async function work(): Promise<void> {
    for (;;) {
      const next = [...held.keys()].find((name) => !options.waiting(name.slice(0, 36)));
      if (next === undefined || stopped) return;
      if (await uploadOne(next)) {
        failures = 0;
        continue;
      }
      const pauseMs = Math.min(retryMs.longest, retryMs.first * 2 ** Math.min(failures, 8));
      failures += 1;
      retry?.cancel();
      retry = clock.setTimer(clock.now() + pauseMs, pump);
      return;
    }
  }

  function pump(): void {
    if (uploading || stopped) return;
    uploading = true;
    work()
      .catch((error: Error) => log.warn({ err: error }, '录音上传出错  clip upload failed'))
      .finally(() => {
        uploading = false;
      });
  }

  return {
    keep({ id, beganSample, decidedSample }) {
      const clip = options.clip();
      const fromSample = Math.max(0, beganSample - clip.preRollSec * rateHz);
      const toSample = decidedSample + clip.postRollSec * rateHz;
      tails.set(id, { fromSample, toSample });
      if (ended || ring.endSample() >= toSample) return finish();
      void save(`${id}.1.wav`, fromSample, ring.endSample());
    },
    annotate(id, note) {
      if (!options.clip().enabled) return;
      notes.set(id, note);
      // Those whose clip never came are the oldest.
      for (const oldest of [...notes.keys()].slice(0, -mostNotes)) notes.delete(oldest);
    },
    advance() {
      finish();
      sweep();
    },
    end() {
      ended = true;
      finish();
    },
    pump,
    count: () => held.size + tails.size + busy,
    stop() {
      stopped = true;
      retry?.cancel();
    },
  };
}
