import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Full path of a command on PATH; null when this machine does not have it. */
export function findCommand(name: string, path = process.env.PATH ?? ''): string | null {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
