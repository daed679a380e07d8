import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Detection } from '@anyuan/contracts/detection.ts';
import pino from 'pino';
import type { Log } from '../log.ts';
import { type RunningTerminal, startTerminal } from '../main.ts';
import { parseOptions, type TerminalOptions } from '../options.ts';

export const quietLog = pino({ level: 'silent' });

/** A folder that goes when the test ends. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'anyuan-terminal-'));
  // What still runs may be writing its last.
  t.after(() => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 }));
  return dir;
}

/** Waits for something that another process or socket brings about. Fails after `withinMs`. */
export async function until(what: string, is: () => boolean, withinMs = 10_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!is()) {
    if (performance.now() > endMs) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Options as the command line gives them. */
export function optionsOf(argv: string[]): TerminalOptions {
  const options = parseOptions(argv, {});
  if (options === 'help') throw new Error('no help here');
  return options;
}

/** A terminal in this process, stopped when the test ends. */
export async function runTerminal(
  t: TestContext,
  argv: string[],
  parts: { modelDir?: string; emptyWithinMs?: number; log?: Log } = {},
): Promise<RunningTerminal & { decided: Detection[] }> {
  const decided: Detection[] = [];
  const options = optionsOf(['--http-port', '0', ...argv]);
  const running = await startTerminal({
    options,
    log: quietLog,
    onDetection: (detection) => decided.push(detection),
    ...parts,
  });
  t.after(async () => {
    running.stop();
    await running.ended;
  });
  return { ...running, decided };
}
