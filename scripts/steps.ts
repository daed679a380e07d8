import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './files.ts';

export type Step = { name: string; command: string; args: readonly string[] };
export type StepResult = { name: string; ok: boolean; output: string; tookMs: number };

/** Runs one command to its end and keeps what it printed; never throws. */
export function runStep(options: Step): Promise<StepResult> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const finish = (ok: boolean) =>
      resolve({ name: options.name, ok, output, tookMs: performance.now() - startMs });
    const child = spawn(options.command, options.args, { cwd: root, env: cleanEnv() });
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      output += error.message;
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}

/** A server is some 1,800 modules, and every test file is a process: stripped and compiled once per content, not per file. */
const compileCache = join(root, 'node_modules', '.cache', 'node-compile');

/** A developer's own ANYUAN_* settings must not decide a test; a run inside of a test is a run of its own. */
export function cleanEnv(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => !name.startsWith('ANYUAN_') && name !== 'NODE_TEST_CONTEXT';
  const own = Object.entries(process.env).filter(([name]) => isOurs(name));
  const disabled = [process.env.NODE_OPTIONS, '--disable-warning=ExperimentalWarning'];
  return {
    NODE_COMPILE_CACHE: compileCache,
    ...Object.fromEntries(own),
    NODE_OPTIONS: disabled.filter(Boolean).join(' '),
  };
}

/** One line per step; what a failed step printed follows it. */
export function printStep(result: StepResult): void {
  const seconds = (result.tookMs / 1000).toFixed(1).padStart(6);
  console.log(`${result.ok ? '✔' : '✖'} ${seconds} s  ${result.name}`);
  if (!result.ok) console.log(result.output.trimEnd());
}
