import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { OperationKind } from '@anyuan/contracts/facts.ts';
import type { Logger } from 'pino';
import type { ClipFiles } from './clip-files.ts';
import { type ClipKeys, keyIdOf, makeFirstKey } from './clip-keys.ts';

export interface SealingOptions {
  path: string;
  files: ClipFiles;
  keys: ClipKeys;
  clock: Clock;
  log: Logger;
  operations: {
    raise(about: { kind: OperationKind; subject: string; text: string }): Promise<void>;
    clear(kind: OperationKind, subject: string): Promise<void>;
  };
}

/** A first key where nothing is there yet that only another one opens. */
export async function ensureKey(options: SealingOptions): Promise<void> {
  const { path, files, clock, log } = options;
  if (existsSync(path) || (await files.holdsSealed())) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  makeFirstKey(path, clock.now());
  log.info({ path }, 'key for recordings made; keep a copy of it apart from the backup');
}

/**
 * Makes the first key where there is nothing to open yet, seals what lies there in the clear or
 * under an old key, and then forgets old keys. A key that is gone is said aloud and never replaced:
 * another one would open nothing, and the right one could not be put back beside it.
 *
 * @returns how many clips were sealed.
 */
export async function sealEverything(options: SealingOptions): Promise<number> {
  const { path, files, keys, log, operations } = options;
  await ensureKey(options);
  try {
    keys.check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.error({ path }, 'the key of the recordings is missing or damaged');
    const text = '录音密钥缺失或损坏：录音暂时不能保存和播放，请放回密钥文件。报警不受影响。';
    await operations.raise({ kind: 'clips.keyMissing', subject: 'clips', text });
    return 0;
  }
  await operations.clear('clips.keyMissing', 'clips');
  const used = new Set<string>();
  let sealed = 0;
  for await (const clip of files.all()) {
    if (keys.isCurrent(clip.bytes)) continue;
    const sound = clip.plain ? clip.bytes : openOrNull(keys, clip);
    if (sound !== null) {
      await clip.replace(sound);
      sealed += 1;
    } else if (keys.isSealed(clip.bytes)) used.add(keyIdOf(clip.bytes));
  }
  keys.forget(used);
  if (sealed > 0) log.info({ sealed }, 'recordings sealed with the newest key');
  return sealed;
}

/** Damaged, or its key is gone: left as it is, retention ends it. */
function openOrNull(keys: ClipKeys, clip: { detectionId: string; bytes: Buffer }): Buffer | null {
  try {
    return keys.isSealed(clip.bytes) ? keys.open(clip.detectionId, clip.bytes) : null;
  } catch {
    return null;
  }
}
