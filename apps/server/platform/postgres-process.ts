import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What postmaster.pid says. `status` is PostgreSQL's own: starting, stopping, ready, standby. */
export type PostmasterFile = { pid: number; socketDir: string; status: string };

export function readPostmasterFile(clusterDir: string): PostmasterFile | null {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    if (!Number.isInteger(pid) || pid <= 1) return null;
    return { pid, socketDir: lines[4] ?? '', status: (lines[7] ?? '').trim() };
  } catch {
    return null;
  }
}

/** False for a dead process and for a zombie: some containers have nobody who reaps orphans. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

/** PostgreSQL works inside its data folder, so the working directory tells a postmaster from a reused pid. */
export function worksIn(pid: number, clusterDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === clusterDir;
  } catch {
    return false;
  }
}

export async function waitUntilDead(pid: number, waitMs: number): Promise<boolean> {
  const endMs = performance.now() + waitMs;
  while (isAlive(pid)) {
    if (performance.now() > endMs) return false;
    await sleep(10);
  }
  return true;
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Fast shutdown (SIGINT), then immediate (SIGQUIT, crash recovery at the next start), then SIGKILL. */
export async function stopPostmaster(pid: number, patienceMs: number): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    signal(pid, name);
    if (await waitUntilDead(pid, name === 'SIGINT' ? patienceMs : 5_000)) return;
  }
}

/**
 * After kill -9 of a postmaster its children end by themselves, but one in a long computation may take a while,
 * and a new postmaster beside a living child would corrupt the data. They cannot commit any more: end them.
 */
export async function clearOrphans(clusterDir: string): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    const orphans = processesIn(clusterDir);
    if (orphans.length === 0) return;
    const ageMs = performance.now() - startMs;
    if (ageMs > 10_000) throw new Error(`processes ${orphans.join(' ')} still use ${clusterDir}`);
    if (ageMs > 2_000) for (const pid of orphans) signal(pid, 'SIGKILL');
    await sleep(20);
  }
}

function processesIn(clusterDir: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => isPostgres(pid) && worksIn(pid, clusterDir));
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    return false;
  }
}
