import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';
import type { ClipKeys } from './clip-keys.ts';

/** What names a clip; both parts come from the database, never from a request. */
export interface ClipName {
  detectionId: string;
  /** When the detection came in, epoch ms: gives the folder. */
  receivedAt: number;
}

export interface ClipFiles {
  /** Written and on disk, but not yet in its place. Refuses with `disk.full`. */
  prepare(name: ClipName, bytes: Buffer): Promise<PreparedClip>;
  /** The sound, or null when there is no file or it was damaged. Refuses with `clip.keyMissing`. */
  read(name: ClipName): Promise<Buffer | null>;
  /** Removes the file; fine when it is gone already. */
  remove(name: ClipName): Promise<void>;
  /** Ids of the clips in folders of days before `day` ("2026-03-02"), by folder. */
  listBefore(day: string): Promise<{ folder: string; detectionIds: string[] }[]>;
  /** Is anything here that only a key opens? */
  holdsSealed(): Promise<boolean>;
  /** Every clip as it lies on the disk; `replace` seals the sound anew. */
  all(): AsyncIterable<StoredClip>;
  /** Removes files of a folder by id when last written before `beforeMs`; an empty folder goes too. */
  removeFrom(folder: string, detectionIds: readonly string[], beforeMs: number): Promise<void>;
}

export interface StoredClip {
  detectionId: string;
  bytes: Buffer;
  /** Left in the clear by a version before. */
  plain: boolean;
  replace(sound: Buffer): Promise<void>;
}

export interface PreparedClip {
  /** Puts it in its place, replacing a shorter one. */
  place(): Promise<void>;
  discard(): Promise<void>;
}

/** Day of a time, UTC, as in the folders. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Sealed; a version before wrote plain `.wav` files, which are sealed at the next start. */
const sealedEnding = '.clip';
const plainEnding = '.wav';

/** `<data>/clips/yyyy-mm/dd/<detectionId>.clip`, sealed, readable by the server alone. */
export function makeClipFiles(dataDir: string, keys: ClipKeys): ClipFiles {
  const root = join(dataDir, 'clips');
  const pathOf = ({ detectionId, receivedAt }: ClipName): string => {
    const day = dayOf(receivedAt);
    return join(root, day.slice(0, 7), day.slice(8), `${detectionId}${sealedEnding}`);
  };
  const plainPathOf = (path: string) => `${path.slice(0, -sealedEnding.length)}${plainEnding}`;

  async function* paths(): AsyncGenerator<string> {
    for (const month of await list(root)) {
      for (const date of await list(join(root, month))) {
        for (const name of await list(join(root, month, date))) yield join(root, month, date, name);
      }
    }
  }

  return {
    async prepare(name, bytes) {
      const path = pathOf(name);
      const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      const discard = () => rm(temporary, { force: true });
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeDurably(temporary, keys.seal(name.detectionId, bytes));
      } catch (error) {
        await discard().catch(() => {});
        throw refusalOf(error);
      }
      return {
        discard,
        async place() {
          await rename(temporary, path);
          await rm(plainPathOf(path), { force: true });
          await syncFolder(dirname(path));
        },
      };
    },
    async read(name) {
      const bytes =
        (await readOrNull(pathOf(name))) ?? (await readOrNull(plainPathOf(pathOf(name))));
      return bytes !== null && keys.isSealed(bytes) ? keys.open(name.detectionId, bytes) : bytes;
    },
    async remove(name) {
      await rm(pathOf(name), { force: true });
      await rm(plainPathOf(pathOf(name)), { force: true });
    },
    async holdsSealed() {
      for await (const path of paths()) if (path.endsWith(sealedEnding)) return true;
      return false;
    },
    async *all() {
      for await (const path of paths()) {
        const ending = [sealedEnding, plainEnding].find((e) => path.endsWith(e));
        const bytes = ending === undefined ? null : await readOrNull(path);
        if (ending === undefined || bytes === null) continue;
        const base = path.slice(0, -ending.length);
        const detectionId = basename(base);
        yield {
          detectionId,
          bytes,
          plain: ending === plainEnding,
          async replace(sound) {
            // A longer one may have come in since: it is sealed already.
            const now = await readOrNull(path);
            const overtaken =
              ending === plainEnding && (await readOrNull(`${base}${sealedEnding}`));
            if (overtaken || !now?.equals(bytes)) return;
            const temporary = `${base}.${randomBytes(6).toString('hex')}.tmp`;
            await writeDurably(temporary, keys.seal(detectionId, sound));
            await rename(temporary, `${base}${sealedEnding}`);
            if (ending === plainEnding) await rm(path, { force: true });
            await syncFolder(dirname(path));
          },
        };
      }
    },
    async listBefore(day) {
      const folders: { folder: string; detectionIds: string[] }[] = [];
      for (const month of await list(root)) {
        for (const date of await list(join(root, month))) {
          if (!/^\d{4}-\d\d-\d\d$/.test(`${month}-${date}`) || `${month}-${date}` >= day) continue;
          const folder = join(root, month, date);
          const names = await list(folder);
          folders.push({ folder, detectionIds: names.map((n) => n.slice(0, n.indexOf('.'))) });
        }
      }
      return folders;
    },
    async removeFrom(folder, detectionIds, beforeMs) {
      const gone = new Set(detectionIds);
      for (const name of await list(folder)) {
        if (!gone.has(name.slice(0, name.indexOf('.')))) continue;
        const path = join(folder, name);
        if ((await stat(path)).mtimeMs < beforeMs) await rm(path);
      }
      if ((await list(folder)).length === 0) await rmdir(folder);
    },
  };
}

/** What the person who meets it can do something about; everything else is a bug or a broken disk. */
export function refusalOf(error: unknown): unknown {
  const code = codeOf(error);
  return code === 'ENOSPC' || code === 'EDQUOT' ? new Refusal('disk.full') : error;
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException | null)?.code;
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Without this a power cut may forget the new name of a file whose content is safe. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function list(folder: string): Promise<string[]> {
  const info = await stat(folder).catch(() => null);
  return info?.isDirectory() ? await readdir(folder) : [];
}
