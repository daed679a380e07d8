import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Detection, detectionSchema } from '@anyuan/contracts/detection.ts';
import { readJson, removeDurably, setAside, writeDurably } from './durable-file.ts';
import type { Log } from './log.ts';

/** Detections that nobody has acknowledged yet, on disk and in memory. */
export interface Spool {
  /**
   * Keeps a detection. It is in memory from the first moment; when this settles it is on disk.
   * @throws the file system's error; the detection is kept in memory all the same.
   */
  put(detection: Detection): Promise<void>;
  /** The application acknowledged it: forgotten. Ids that are not here are ignored. */
  forget(id: string): Promise<void>;
  /** The application refused it for good: kept under `refused/` with the code. */
  refuse(id: string, code: string): Promise<void>;
  get(id: string): Detection | undefined;
  /** Oldest first. */
  all(): Detection[];
  /** How many are here, those included whose file is just going. */
  count(): number;
  /** Tries again to write what is in memory only; gives how many are still not on disk. */
  writeUnsaved(): Promise<number>;
}

const pathOf = (dir: string, id: string) => join(dir, `${id}.json`);

/** Reads what an earlier run left. A damaged file is set aside under `damaged/`, never a crash. */
async function load(dir: string, log: Log): Promise<Map<string, Detection>> {
  const held = new Map<string, Detection>();
  const names = (await readdir(dir, { withFileTypes: true })).filter((e) => e.isFile());
  for (const { name } of names.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const parsed = detectionSchema.safeParse(await readJson(join(dir, name)));
    if (parsed.success && name === `${parsed.data.id}.json`) {
      held.set(parsed.data.id, parsed.data);
      continue;
    }
    log.warn({ file: name }, '待发文件已损坏，已移到 damaged/  damaged spool file set aside');
    await setAside(join(dir, name), 'damaged');
  }
  return held;
}

/** Opens (and makes) the spool folder. */
export async function openSpool(options: { dir: string; log: Log }): Promise<Spool> {
  const { dir, log } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const held = await load(dir, log);
  const unsaved = new Set<string>();
  let removing = 0;

  async function save(detection: Detection): Promise<void> {
    const { id } = detection;
    unsaved.add(id);
    await writeDurably({ path: pathOf(dir, id), data: JSON.stringify(detection) });
    unsaved.delete(id);
    // Acknowledged while it was being written: the file must not come back on the next start.
    if (!held.has(id)) await removeDurably(pathOf(dir, id));
  }

  async function forget(id: string): Promise<void> {
    if (!held.delete(id) || unsaved.delete(id)) return;
    removing += 1;
    await removeDurably(pathOf(dir, id)).finally(() => {
      removing -= 1;
    });
  }

  return {
    async put(detection) {
      held.set(detection.id, detection);
      await save(detection);
    },
    forget,
    async refuse(id, code) {
      const detection = held.get(id);
      if (detection === undefined) return;
      const refused = join(dir, 'refused');
      await mkdir(refused, { recursive: true, mode: 0o700 });
      const record = JSON.stringify({ code, refusedAt: new Date().toISOString(), detection });
      await writeDurably({ path: pathOf(refused, id), data: record });
      await forget(id);
    },
    get: (id) => held.get(id),
    all: () => [...held.values()],
    count: () => held.size + removing,
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
