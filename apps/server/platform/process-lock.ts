import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A lock between processes of one machine on an abstract Unix socket: the kernel gives it to exactly one and
 * takes it back at any death, kill -9 included. So there is no stale lock file to reason about.
 */
export type ProcessLock = { release(): Promise<void> };

export async function tryLock(name: string): Promise<ProcessLock | null> {
  const server = createServer((socket) => socket.end(String(process.pid)));
  const isOurs = await listens(server, name);
  if (!isOurs) return null;
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** Waits until the lock is free; null when it is not within waitMs. */
export async function waitForLock(name: string, waitMs: number): Promise<ProcessLock | null> {
  const endMs = performance.now() + waitMs;
  for (;;) {
    const lock = await tryLock(name);
    if (lock !== null || performance.now() > endMs) return lock;
    await sleep(20);
  }
}

function listens(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(`\0anyuan-${name}`, () => resolve(true));
  });
}
