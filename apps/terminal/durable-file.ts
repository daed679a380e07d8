import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes a folder's entries survive a power cut: a renamed file alone does not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a whole file so that after a power cut there is the old one or the new one, never half:
 * temporary file, fsync, rename, fsync of the folder.
 *
 * @throws the file system's error (ENOSPC, EROFS, EACCES ...), with nothing left behind.
 */
export async function writeDurably(file: {
  path: string;
  data: string | Uint8Array;
  mode?: number;
}): Promise<void> {
  const temporary = `${file.path}.part`;
  try {
    const handle = await open(temporary, 'w', file.mode ?? 0o600);
    try {
      await handle.writeFile(file.data);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file.path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(file.path));
}

/** Removes a file for good. One that is not there is fine. */
export async function removeDurably(path: string): Promise<void> {
  await rm(path, { force: true });
  await syncFolder(dirname(path));
}

/** Moves a file into a folder beside it, making the folder. */
export async function setAside(path: string, folder: string): Promise<void> {
  const target = join(dirname(path), folder);
  await mkdir(target, { recursive: true, mode: 0o700 });
  await rename(path, join(target, path.slice(dirname(path).length + 1)));
  await syncFolder(target);
  await syncFolder(dirname(path));
}

/** Contents of a JSON file; null when it is missing or not JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return null;
  }
}
