import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClipStore } from './clips.ts';
import { removeDurably, writeDurably } from './durable-file.ts';

/** Clips as files of a folder, which is made when it is not there. */
export async function openClipFolder(dir: string): Promise<ClipStore> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  return {
    names: () => readdir(dir),
    read: (name) => readFile(join(dir, name)).catch(() => null),
    write: (name, data) => writeDurably({ path: join(dir, name), data }),
    remove: (name) => removeDurably(join(dir, name)),
  };
}
