import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { routes } from '@anyuan/contracts/routes/index.ts';
import { noteOf, withNote } from '@anyuan/core/recording/clip-note.ts';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { appendAudit } from '../platform/audit.ts';
import type { Db } from '../platform/db.ts';
import type { Facts } from '../platform/facts.ts';
import { makeClipFiles } from './clip-files.ts';
import { type ClipKeys, openClipKeys } from './clip-keys.ts';
import { makeRetention } from './retention.ts';
import { ensureKey, type SealingOptions, sealEverything } from './sealing.ts';
import {
  type ClipRow,
  countClips,
  findClip,
  findClipToStore,
  keepOf,
  lockClip,
  updateClip,
} from './store.ts';
import { readSamples, wavOf } from './wav.ts';

export interface RecordingsOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  facts: Facts;
  /** Clips go into its `clips` folder. */
  dataDir: string;
  /** Default: `clips.key` in the data folder. */
  keyFile?: string;
  operations: SealingOptions['operations'];
  /** Days a clip is kept now, and one of a terminal in a privacy zone that was allowed to record. */
  keepDays(): Promise<{ clips: number; privacyClips: number }>;
  /** May this terminal make clips, by the settings as they stand? Without it where the detection was decides. */
  clipAllowed?(terminalId: string): Promise<boolean>;
  /** After a commit that changed an alarm (clip stored or deleted). */
  onAlarmChanged(alarmId: string): void;
}

export interface ClipToPlay {
  alarmId: string;
  detectionId: string;
  personId: string;
  /** Why: asked of everybody who listens to a minor. */
  reason: string;
}

type Privacy = z.output<(typeof routes.showPrivacy)['reply']>;

export interface Recordings {
  /**
   * Stores the clip of a detection; a longer one replaces a shorter one, anything else is fine and
   * changes nothing. Refuses with `clip.notAudio`, `clip.unknownDetection`, `disk.full`.
   */
  storeClip(terminalId: string, detectionId: string, bytes: Buffer): Promise<void>;
  /** The WAV file, after the play is on record. Refuses with `clip.missing`, `request.invalid`. */
  playClip(clip: ClipToPlay): Promise<Buffer>;
  /** How clips of these schools are kept. */
  privacy(schoolIds: readonly string[]): Promise<Privacy>;
  /** Seals what is not sealed with the newest key; how many there were. */
  sealAll(): Promise<number>;
  /** Begins to delete clips when they are due. */
  start(): void;
  stop(): Promise<void>;
  idle(): Promise<void>;
}

/** Clips of detections: from terminals, for those who may listen, and no longer than needed. */
export function makeRecordings(options: RecordingsOptions): Recordings {
  const { db, clock, log, facts, onAlarmChanged } = options;
  const keyFile = options.keyFile ?? join(options.dataDir, 'clips.key');
  const keys = openClipKeys(keyFile);
  const files = makeClipFiles(options.dataDir, keys);
  const sealing = { ...options, path: keyFile, files, keys };
  const seal = () => sealEverything(sealing);
  const keep = async () => keepOf(await options.keepDays());
  const retention = makeRetention({ db, clock, log, files, keep, seal, onAlarmChanged });

  /** False when something as long came in meanwhile. `place` puts the file where the row says. */
  const record = (clip: ClipRow, bytes: number, place: () => Promise<void>): Promise<boolean> =>
    db.query.transaction().execute(async (tx) => {
      const row = await lockClip(tx, clip);
      if (!row) throw new Refusal('clip.unknownDetection');
      if ((row.clip_bytes ?? 0) >= bytes) return false;
      const at = clock.now();
      await updateClip(tx, row, { bytes, at });
      const { id: detectionId, alarm_id: alarmId } = row;
      const fact = { type: 'clip.stored', alarmId, detectionId, bytes } as const;
      await facts.append(tx, [{ at, schoolId: row.school_id, fact }]);
      // Last: a row without a file would be a lie, a file without a row is only swept up.
      await place();
      return true;
    });

  const recordings: Recordings = {
    async storeClip(terminalId, detectionId, bytes) {
      const samples = readSamples(bytes);
      if (!samples) throw new Refusal('clip.notAudio');
      const clip = await findClipToStore(db.query, detectionId, terminalId);
      const allowed = clip && ((await options.clipAllowed?.(terminalId)) ?? true);
      if (!allowed) throw new Refusal('clip.unknownDetection');
      // Of all that an upload may bring along only our own note is kept, and only when it is one.
      const note = noteOf(bytes);
      const sound = wavOf(samples);
      const wav = note === null ? sound : Buffer.from(withNote(sound, note));
      if ((clip.clip_bytes ?? 0) >= wav.length) return;
      const name = { detectionId: clip.id, receivedAt: clip.received_at };
      await ensureKey(sealing);
      const prepared = await files.prepare(name, wav);
      try {
        if (await record(clip, wav.length, prepared.place)) onAlarmChanged(clip.alarm_id);
      } finally {
        await prepared.discard();
      }
    },
    async playClip({ alarmId, detectionId, personId, reason }) {
      // PostgreSQL stores neither NUL nor half a character.
      const stated = reason.replaceAll('\0', '').toWellFormed().trim();
      if (stated === '') throw new Refusal('request.invalid', { where: 'reason', what: 'empty' });
      const clip = await findClip(db.query, detectionId);
      if (!clip || clip.alarm_id !== alarmId || clip.clip_stored_at === null) {
        throw new Refusal('clip.missing');
      }
      await appendAudit(db.query, {
        at: clock.now(),
        personId,
        action: 'clip.played',
        subject: clip.id,
        detail: { alarmId, reason: stated },
      });
      const bytes = await files.read({ detectionId: clip.id, receivedAt: clip.received_at });
      if (!bytes) throw new Refusal('clip.missing');
      return bytes;
    },
    async privacy(schoolIds) {
      const { clips, oldestStoredAt } = await countClips(db.query, schoolIds);
      const { clips: keepDays, privacyClips: privacyKeepDays } = await options.keepDays();
      const days = { keepDays, privacyKeepDays };
      return { ...days, sealed: isUsable(keys) ? 'yes' : 'keyMissing', clips, oldestStoredAt };
    },
    sealAll: seal,
    start: retention.start,
    stop: retention.stop,
    idle: retention.idle,
  };
  return recordings;
}

function isUsable(keys: ClipKeys): boolean {
  try {
    keys.check();
    return true;
  } catch {
    return false;
  }
}
