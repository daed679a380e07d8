import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Seals what lies on the disk; the same envelope as for clips, under a key of its own. */
export interface Sealer {
  seal(name: string, bytes: Buffer): Buffer;
  open(name: string, sealed: Buffer): Buffer | null;
}

export interface PartFiles {
  write(partId: string, bytes: Buffer): Promise<void>;
  /** Null when it is gone or damaged. Refuses with `clip.keyMissing`. */
  read(partId: string): Promise<Buffer | null>;
  /** Fine when it is gone already. */
  remove(partId: string): Promise<void>;
}

/** Folder of the parts below the data folder. */
export const partFolder = 'quick-reports';

/** `<data>/quick-reports/<xx>/<partId>.clip`. Ids are UUIDs, checked by the contract. */
export function makePartFiles(dataDir: string, sealer: () => Promise<Sealer>): PartFiles {
  const root = join(dataDir, partFolder);
  // The end of the id is random: no folder grows long.
  const dirOf = (partId: string) => join(root, partId.slice(-2).toLowerCase());
  const pathOf = (partId: string) => join(dirOf(partId), `${partId.toLowerCase()}.clip`);
  return {
    async write(partId, bytes) {
      const sealed = (await sealer()).seal(partId.toLowerCase(), bytes);
      await mkdir(dirOf(partId), { recursive: true, mode: 0o700 });
      const temporary = `${pathOf(partId)}.${randomBytes(6).toString('hex')}.tmp`;
      try {
        await writeFile(temporary, sealed, { mode: 0o600, flush: true });
        await rename(temporary, pathOf(partId));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async read(partId) {
      const sealed = await readFile(pathOf(partId)).catch(() => null);
      return sealed && (await sealer()).open(partId.toLowerCase(), sealed);
    },
    remove: (partId) => rm(pathOf(partId), { force: true }),
  };
}
