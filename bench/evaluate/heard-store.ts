import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What was heard, kept on disk so that a second run is quick: one file of JSON lines per listener
 * (its key names model, settings and code), one line per sound file (by content). A line that a
 * killed run left half written is skipped.
 */
export interface HeardStore {
  find(key: string, id: string): unknown;
  keep(key: string, id: string, part: unknown): void;
}

export function openHeardStore(dir: string | null): HeardStore {
  const shelves = new Map<string, Map<string, unknown>>();
  const fileOf = (key: string) => join(dir ?? '', `${key}.jsonl`);
  const shelfOf = (key: string) => {
    const known = shelves.get(key);
    if (known !== undefined) return known;
    const shelf = new Map<string, unknown>();
    if (dir !== null && existsSync(fileOf(key))) readShelf(fileOf(key), shelf);
    shelves.set(key, shelf);
    return shelf;
  };
  return {
    find: (key, id) => shelfOf(key).get(id),
    keep(key, id, part) {
      shelfOf(key).set(id, part);
      if (dir === null) return;
      mkdirSync(dir, { recursive: true });
      // The line break stands in front: a half line before it stays alone.
      appendFileSync(fileOf(key), `\n${JSON.stringify({ id, part })}`);
    },
  };
}

function readShelf(file: string, shelf: Map<string, unknown>): void {
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    try {
      const { id, part } = JSON.parse(line) as { id: string; part: unknown };
      shelf.set(id, part);
    } catch {}
  }
}
