import { readdirSync, readFileSync } from 'node:fs';

/** A process and everything below it. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statFields(Number(name))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    found.push(pid);
    queue.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** Resident memory with shared pages counted once, bytes; processes that are gone count as nothing. */
export function proportionalBytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + fieldKb(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024, 0);
}

export function residentBytes(pid: number): number {
  return fieldKb(`/proc/${pid}/status`, 'VmRSS') * 1024;
}

/** Processor time used so far by these processes and their ended children, ms. */
export function processorMs(pids: readonly number[]): number {
  // Fields 14 to 17: user, system, and both of the children waited for, in ticks of 10 ms.
  return pids.reduce((sum, pid) => {
    const ticks = (statFields(pid) ?? []).slice(11, 15).map(Number);
    return sum + ticks.reduce((a, b) => a + b, 0) * 10;
  }, 0);
}

/** Fields from the state on: a command name may hold spaces and brackets. */
function statFields(pid: number): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function fieldKb(file: string, name: string): number {
  try {
    return Number(
      new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0,
    );
  } catch {
    return 0;
  }
}
