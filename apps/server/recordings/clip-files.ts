import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '@anyuan/contracts/errors.ts';

/** What names a clip; both parts come from the database, never from a request. */
export interface ClipName {
  detectionId: string;
  /** When the detection came in, epoch ms: gives the folder. */
  receivedAt: number;
}

export interface ClipFiles {
  /** Written and on disk, but not yet in its place. Refuses with `disk.full`. */
  prepare(name: ClipName, bytes: Buffer): Promise<PreparedClip>;
  /** The bytes, or null when there is no file. */
  read(name: ClipName): Promise<Buffer | null>;
  /** Removes the file; fine when it is gone already. */
  remove(name: ClipName): Promise<void>;
  /** Ids of the clips in folders of days before `day` ("2026-03-02"), by folder. */
  listBefore(day: string): Promise<{ folder: string; detectionIds: string[] }[]>;
  /** Removes files of a folder by id when last written before `beforeMs`; an empty folder goes too. */
  removeFrom(folder: string, detectionIds: readonly string[], beforeMs: number): Promise<void>;
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

/** `<data>/clips/yyyy-mm/dd/<detectionId>.wav`, readable by the server alone. */
export function makeClipFiles(dataDir: string): ClipFiles {
  const root = join(dataDir, 'clips');
  const pathOf = ({ detectionId, receivedAt }: ClipName): string => {
    const day = dayOf(receivedAt);
    return join(root, day.slice(0, 7), day.slice(8), `${detectionId}.wav`);
  };
  return {
    async prepare(name, bytes) {
      const path = pathOf(name);
      const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
      const discard = () => rm(temporary, { force: true });
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeDurably(temporary, bytes);
      } catch (error) {
        await discard().catch(() => {});
        throw refusalOf(error);
      }
      return {
        discard,
        async place() {
          await rename(temporary, path);
          await syncFolder(dirname(path));
        },
      };
    },
    async read(name) {
      try {
        const file = await open(pathOf(name), 'r');
        try {
          return await file.readFile();
        } finally {
          await file.close();
        }
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      }
    },
    remove: (name) => rm(pathOf(name), { force: true }),
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
