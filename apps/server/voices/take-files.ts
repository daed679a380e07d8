import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Seals what lies on the disk; the same envelope as for clips, under a key of its own. */
export interface Sealer {
  seal(name: string, bytes: Buffer): Buffer;
  open(name: string, sealed: Buffer): Buffer | null;
}

export interface TakeFiles {
  write(takeId: string, wav: Buffer): Promise<void>;
  /** Null when it is gone or damaged. */
  read(takeId: string): Promise<Buffer | null>;
  remove(takeIds: readonly string[]): Promise<void>;
}

/** `<data>/voices/<takeId>.clip`. Ids are UUIDs, checked by the contract. */
export function makeTakeFiles(dataDir: string, sealer: () => Promise<Sealer>): TakeFiles {
  const dir = join(dataDir, 'voices');
  const pathOf = (takeId: string) => join(dir, `${takeId.toLowerCase()}.clip`);
  return {
    async write(takeId, wav) {
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const sealed = (await sealer()).seal(takeId.toLowerCase(), wav);
      const temporary = `${pathOf(takeId)}.${randomBytes(6).toString('hex')}.tmp`;
      await writeFile(temporary, sealed, { mode: 0o600, flush: true });
      await rename(temporary, pathOf(takeId));
    },
    async read(takeId) {
      const sealed = await readFile(pathOf(takeId)).catch(() => null);
      return sealed && (await sealer()).open(takeId.toLowerCase(), sealed);
    },
    async remove(takeIds) {
      await Promise.all(takeIds.map((takeId) => rm(pathOf(takeId), { force: true })));
    },
  };
}
