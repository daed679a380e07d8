import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refused } from './options.ts';

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * One process per data folder: two would throw each other off the broker for ever. Gives a
 * function that lets go. @throws Refused when another terminal runs on it.
 */
export function lockFolder(dir: string): () => void {
  const path = join(dir, 'terminal.pid');
  const holder = (() => {
    try {
      return Number(readFileSync(path, 'utf8'));
    } catch {
      return 0;
    }
  })();
  // After a power cut the number may belong to anybody, even to us.
  if (holder > 0 && holder !== process.pid && alive(holder) && isTerminal(holder)) {
    throw new Refused(
      `数据目录 ${dir} 正被另一个终端进程 ${holder} 使用，请用 --name 或 --data 另选目录`,
      `${dir} is in use by terminal process ${holder}; choose another with --name or --data`,
    );
  }
  try {
    writeFileSync(path, String(process.pid), { mode: 0o600 });
  } catch {
    // A full or read-only disk must not keep the terminal from starting.
  }
  return () => rmSync(path, { force: true });
}

/** Is that process a Node program of ours, as far as /proc tells? */
function isTerminal(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('terminal');
  } catch {
    return true;
  }
}
