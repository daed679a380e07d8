import { type Detection, detectionSchema } from '@anyuan/contracts/detection.ts';
import {
  defaultTerminalConfig,
  type TerminalConfig,
  terminalConfigSchema,
} from '@anyuan/contracts/terminal.ts';
import type { ClipStore } from '@anyuan/terminal/clips.ts';
import type { ConfigStore } from '@anyuan/terminal/config-store.ts';
import type { Log } from '@anyuan/terminal/log.ts';
import type { Spool } from '@anyuan/terminal/spool.ts';
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

interface Schema extends DBSchema {
  kept: { key: string; value: unknown };
  spool: { key: string; value: unknown };
  refused: { key: string; value: unknown };
  clips: { key: string; value: Uint8Array };
}
export type Base = IDBPDatabase<Schema>;

export function openBase(): Promise<Base> {
  return openDB<Schema>('anyuan-terminal', 1, {
    upgrade(db) {
      for (const name of ['kept', 'spool', 'refused', 'clips'] as const) db.createObjectStore(name);
    },
  });
}

/** On the disk when it settles, not only in the browser's memory. */
const strict = { durability: 'strict' } as const;

async function put(db: Base, store: 'spool' | 'clips' | 'kept', key: string, value: unknown) {
  const tx = db.transaction(store, 'readwrite', strict);
  await Promise.all([tx.store.put(value as Uint8Array, key), tx.done]);
}

/** Small things of one piece, by name. */
export const readKept = (db: Base, key: string): Promise<unknown> => db.get('kept', key);
export const writeKept = (db: Base, key: string, value: unknown): Promise<void> =>
  put(db, 'kept', key, value);

/** The same promises as the spool of a box (apps/terminal/spool.ts), in IndexedDB. */
export async function openBrowserSpool(db: Base, log: Log): Promise<Spool> {
  const held = await load(db, log);
  const unsaved = new Set<string>();

  async function save(detection: Detection): Promise<void> {
    unsaved.add(detection.id);
    await put(db, 'spool', detection.id, detection);
    unsaved.delete(detection.id);
    // Acknowledged while it was being written: it must not come back on the next start.
    if (!held.has(detection.id)) await db.delete('spool', detection.id);
  }

  return {
    async put(detection) {
      held.set(detection.id, detection);
      await save(detection);
    },
    async forget(id) {
      if (!held.delete(id) || unsaved.delete(id)) return;
      await db.delete('spool', id);
    },
    async refuse(id, code) {
      const detection = held.get(id);
      if (detection === undefined) return;
      await db.put('refused', { code, refusedAt: Date.now(), detection }, id);
      held.delete(id);
      await db.delete('spool', id);
    },
    get: (id) => held.get(id),
    all: () => [...held.values()],
    count: () => held.size,
    async writeUnsaved() {
      for (const id of [...unsaved]) {
        const detection = held.get(id);
        if (detection === undefined) unsaved.delete(id);
        else await save(detection).catch(() => undefined);
      }
      return unsaved.size;
    },
  };
}

async function load(db: Base, log: Log): Promise<Map<string, Detection>> {
  const held = new Map<string, Detection>();
  for (const value of await db.getAll('spool')) {
    const parsed = detectionSchema.safeParse(value);
    if (parsed.success) held.set(parsed.data.id, parsed.data);
    else log.warn('待发报警已损坏，已跳过  damaged spool entry left alone');
  }
  return held;
}

export function makeClipBase(db: Base): ClipStore {
  return {
    names: () => db.getAllKeys('clips'),
    read: async (name) => (await db.get('clips', name)) ?? null,
    write: (name, wav) => put(db, 'clips', name, wav),
    remove: (name) => db.delete('clips', name),
  };
}

export async function openBrowserConfig(db: Base, log: Log): Promise<ConfigStore> {
  const kept = terminalConfigSchema.safeParse(await db.get('kept', 'config'));
  let current: TerminalConfig = kept.success ? kept.data : defaultTerminalConfig;
  return {
    current: () => current,
    async take(value) {
      const parsed = terminalConfigSchema.safeParse(value);
      if (!parsed.success) {
        log.warn('服务器下发的设置无效，沿用旧设置  invalid settings ignored');
        return false;
      }
      // Retained: it comes again with every connection.
      if (JSON.stringify(parsed.data) === JSON.stringify(current)) return true;
      current = parsed.data;
      await put(db, 'kept', 'config', current).catch(() =>
        log.warn('设置未能存盘  settings could not be written'),
      );
      return true;
    },
  };
}
