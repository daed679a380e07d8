import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@anyuan/contracts/clock.ts';
import {
  type StorageBoard,
  type StorageKind,
  storageKinds,
  storageRoutes,
} from '@anyuan/contracts/routes/storage.ts';
import { daysLeft, growthPerDay } from '@anyuan/core/storage/growth.ts';
import type { Logger } from 'pino';
import type { Db } from '../platform/db.ts';
import { type DueTimer, makeDueTimer } from '../platform/due-timer.ts';
import type { Http } from '../platform/http.ts';
import * as store from './store.ts';

export interface StorageOptions {
  db: Db;
  clock: Clock;
  log: Logger;
  dataDir: string;
  backupDir: string | null;
}

export interface Storage {
  board(): Promise<StorageBoard>;
  /** Keeps one sample a day. */
  timer: DueTimer;
}

const hourMs = 3_600_000;
const samplesDays = 30;

/** Day in Beijing, counted from 1970. */
const dayOf = (now: number) => Math.floor((now + 8 * hourMs) / (24 * hourMs));

export function makeStorage(options: StorageOptions): Storage {
  const { db, clock, log } = options;
  const timer = makeDueTimer({
    name: 'storage',
    clock,
    log,
    pollMs: hourMs,
    nextDue: async () => null,
    async run() {
      const day = dayOf(clock.now());
      if (await store.hasSample(db.query, day)) return false;
      await store.insertSamples(db.query, day, await sizes(options));
      return false;
    },
  });
  return { timer, board: () => boardOf(options) };
}

/** For whoever runs the installation. */
export function serveStorage(http: Http, storage: Storage): void {
  http.serve(storageRoutes.showStorage, () => storage.board());
}

async function boardOf(options: StorageOptions): Promise<StorageBoard> {
  const { db, clock, dataDir } = options;
  const now = clock.now();
  const [found, samples, disk] = await Promise.all([
    sizes(options),
    store.findSamples(db.query, dayOf(now) - samplesDays),
    statfs(dataDir),
  ]);
  const kinds = found.map(({ kind, bytes }) => {
    const today = { day: dayOf(now), bytes };
    return { kind, bytes, perDay: growthPerDay([...(samples.get(kind) ?? []), today]) };
  });
  const freeBytes = disk.bavail * disk.bsize;
  const perDay = kinds.map((k) => k.perDay);
  return { now, kinds, freeBytes, daysLeft: daysLeft(freeBytes, perDay) };
}

async function sizes({ db, dataDir, backupDir }: StorageOptions) {
  const folders = { clips: 'clips', pictures: 'pictures', voices: 'voices' } as const;
  const tables = await store.sizeOfTables(db.query);
  const bytesOf = (kind: StorageKind): Promise<number> | number => {
    if (kind === 'backups') return sizeOfFolder(backupDir ?? join(dataDir, 'backups'));
    return kind in folders
      ? sizeOfFolder(join(dataDir, kind))
      : tables[kind as keyof typeof tables];
  };
  return Promise.all(storageKinds.map(async (kind) => ({ kind, bytes: await bytesOf(kind) })));
}

/** What is deleted while it is counted counts nothing. */
async function sizeOfFolder(dir: string): Promise<number> {
  const items = await readdir(dir, { withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const item of items) {
    const path = join(dir, item.name);
    if (item.isDirectory()) bytes += await sizeOfFolder(path);
    else if (item.isFile())
      bytes += await stat(path).then(
        (s) => s.size,
        () => 0,
      );
  }
  return bytes;
}
