import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ClipKeys, keyIdOf } from './clip-keys.ts';

/** Every sealed file goes by the id that it was sealed for. */
const ending = '.clip';

/**
 * Seals every file of a folder and of those below it that is not sealed with the newest key anew, then forgets keys
 * that open nothing any more. One that does not open is left as it is, with its key. Refuses with `clip.keyMissing`.
 *
 * @returns how many were sealed.
 */
export async function resealFolder(folder: string, keys: ClipKeys): Promise<number> {
  const files = await sealedFiles(folder);
  keys.check();
  const used = new Set<string>();
  let resealed = 0;
  for (const path of files) {
    const sealed = await readFile(path).catch(() => null);
    if (sealed === null || !keys.isSealed(sealed) || keys.isCurrent(sealed)) continue;
    const name = basename(path, ending);
    const bytes = openOrNull(keys, name, sealed);
    if (bytes === null) used.add(keyIdOf(sealed));
    else if (await replace(path, keys.seal(name, bytes))) resealed += 1;
  }
  keys.forget(used);
  return resealed;
}

/** Paths of what is sealed in a folder and those below it; none where there is no folder. */
export async function sealedFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

/** Damaged, or its key is gone. */
function openOrNull(keys: ClipKeys, name: string, sealed: Buffer): Buffer | null {
  try {
    return keys.open(name, sealed);
  } catch {
    return null;
  }
}

/** False when it was deleted meanwhile: it must not come back. */
async function replace(path: string, sealed: Buffer): Promise<boolean> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, sealed, { mode: 0o600, flush: true });
    if ((await stat(path).catch(() => null)) === null) return false;
    await rename(temporary, path);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}
