import { join } from 'node:path';
import { readJson, writeDurably } from './durable-file.ts';
import type { FaultsOptions } from './faults.ts';

/** Faults over restarts, as one file of the terminal's folder. */
export async function openFaultFile(dir: string): Promise<Pick<FaultsOptions, 'kept' | 'write'>> {
  const path = join(dir, 'faults.json');
  return {
    kept: await readJson(path),
    write: (kept) => writeDurably({ path, data: JSON.stringify(kept) }),
  };
}
