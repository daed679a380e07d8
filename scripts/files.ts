import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a slash at the end removed. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

const skipped = new Set(['node_modules', 'dist', 'golden', 'out', 'test-results']);

/** Paths below `root`, with forward slashes, sorted; hidden folders and build output left out. */
export function findFiles(folders: readonly string[], pattern: RegExp, base = root): string[] {
  return folders.flatMap((folder) => walk(base, folder)).filter((path) => pattern.test(path));
}

function walk(base: string, folder: string): string[] {
  const entries = readFolder(join(base, folder)).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || skipped.has(entry.name)) return [];
    if (/^dist-\d+$/.test(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(base, path) : [path];
  });
}

function readFolder(dir: string) {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}
