import { existsSync, rmSync } from 'node:fs';
import { open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';

/**
 * A file that only takes room, on the disk of the embedded database. When something else fills the
 * disk it is given up: what it took is room for some thousands of alarms, and for telling people
 * that the disk is full, before any has to wait at its terminal.
 */
export interface Ballast {
  start(): Promise<void>;
  /** The disk is full: gives the room up. Does nothing when that was done before. */
  release(): void;
  stop(): void;
}

/** An alarm with everything that follows from it takes about 10 KB. */
const ballastBytes = 64 * 2 ** 20;
/** Taken only where this much is left besides, so that it is never the last straw itself. */
const spareBytes = 256 * 2 ** 20;
const lookEveryMs = 60_000;
const chunk = Buffer.alloc(2 ** 20, 0x5a);

export function makeBallast({ dir, log }: { dir: string; log: Logger }): Ballast {
  const file = join(dir, 'ballast');
  let timer: NodeJS.Timeout | null = null;

  const take = async (): Promise<void> => {
    if (existsSync(file)) return;
    const { bavail, bsize } = await statfs(dir);
    if (bavail * bsize < ballastBytes + spareBytes) return;
    try {
      await fill(file);
    } catch (err) {
      log.warn({ err }, 'ballast could not be written');
      await rm(file, { force: true });
    }
  };

  return {
    async start() {
      await take();
      timer = setInterval(() => void take().catch(() => {}), lookEveryMs);
      timer.unref();
    },
    release() {
      if (!existsSync(file)) return;
      rmSync(file, { force: true });
      log.error('the disk is full: the room kept for alarms is in use now; free some space');
    },
    stop() {
      if (timer) clearInterval(timer);
    },
  };
}

/** Real bytes, not a hole: a hole would free nothing. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    for (let written = 0; written < ballastBytes; written += chunk.length) {
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
}
