import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './files.ts';
import { cleanEnv } from './steps.ts';

/** `failures` names what failed, for the summary. */
export type TestCounts = { passed: number; failed: number; failures: string[] };

const fileHere = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Runs test files with Node's runner. A run whose counts cannot be read (it crashed) is one failure: no news is bad
 * news here. `reporter` is `spec` to show every test, `dot` for few words. `isIsolated` false runs all files in one process:
 * for those that leave nothing behind and have no hooks.
 */
export async function runTestFiles(options: {
  files: readonly string[];
  concurrency: number;
  timeoutMs: number;
  reporter: 'spec' | 'dot';
  isIsolated?: boolean;
}): Promise<TestCounts> {
  const dir = mkdtempSync(join(tmpdir(), 'anyuan-counts-'));
  const countFile = join(dir, 'counts.json');
  const args = [
    `--import=${fileHere('./plain-runner.ts')}`,
    '--test',
    `--test-concurrency=${options.concurrency}`,
    `--test-isolation=${options.isIsolated === false ? 'none' : 'process'}`,
    `--test-timeout=${options.timeoutMs}`,
    `--test-reporter=${options.reporter}`,
    '--test-reporter-destination=stdout',
    `--test-reporter=${fileHere('./count-reporter.ts')}`,
    `--test-reporter-destination=${countFile}`,
    ...options.files,
  ];
  const stdio = ['ignore', 'inherit', 'inherit'] as const;
  const child = spawn(process.execPath, args, { cwd: root, env: cleanEnv(), stdio: [...stdio] });
  const code = await new Promise<number>((resolve) => child.on('close', (n) => resolve(n ?? 1)));
  const counts = readCounts(countFile);
  rmSync(dir, { recursive: true, force: true });
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, failures: [`the test run ended with ${code}`] };
  }
  return counts;
}

function readCounts(file: string): TestCounts {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, failures: [] };
  }
}
