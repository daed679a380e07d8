import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What the detector alone costs, in a process of its own. */
export interface Cost {
  /** Processor seconds per second of sound: 0.01 is one per cent of one core. */
  realTimeFactor: number;
  /** Largest resident memory, MB of 1024 KiB, with Node, engine and model. */
  memoryMb: number;
}

const worker = fileURLToPath(new URL('./cost-worker.ts', import.meta.url));

/** Null when it could not be measured (a damaged model, no process). */
export async function measureCost(modelDir: string): Promise<Cost | null> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run(process.execPath, [worker, modelDir], { timeout: 120_000 });
    return JSON.parse(stdout) as Cost;
  } catch {
    return null;
  }
}
