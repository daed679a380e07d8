import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const prefix = 'anyuan-tests-';
const gib = 2 ** 30;
/** A run had 330 MB in it at the most; what the tests themselves need stands beside it. */
const roomNeeded = gib;
const freeNeeded = 4 * gib;

/**
 * A folder in memory for whatever tests write, or null where there is no room. Every test has a database of its own, some
 * six hundred files: made on a virtual disk 300 to 600 ms, in memory 15.
 */
export function makeMemoryFolder(): string | null {
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize < roomNeeded || freemem() < freeNeeded || !mayRun()) return null;
    removeAbandoned();
    const folder = join(memory, `${prefix}${process.pid}`);
    mkdirSync(folder);
    // As any folder for temporary files: root's database runs as another user.
    chmodSync(folder, 0o1777);
    return folder;
  } catch {
    return null;
  }
}

/** Containers often mount it so that nothing in it may be run; tests write programs. */
function mayRun(): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
  const options = mounts.findLast((line) => line.split(' ')[1] === memory)?.split(' ')[3];
  return options !== undefined && !options.split(',').includes('noexec');
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** What a run left that was killed: memory until the next start of the machine. */
function removeAbandoned(): void {
  for (const name of readdirSync(memory)) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
    removeFolder(join(memory, name));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}
