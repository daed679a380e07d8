import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeLog } from './log.ts';
import { helpText, parseOptions, Refused } from './options.ts';
import { softwareDirOf } from './software/box.ts';
import { supervise } from './software/supervisor.ts';

/** Runs the terminal with the same options, in the version that is to run, for ever. */
async function run(argv: string[]): Promise<number> {
  const options = parseOptions(argv, process.env);
  if (options === 'help') {
    process.stdout.write(helpText);
    return 0;
  }
  const log = makeLog({ quiet: options.quiet, json: options.jsonLog });
  const dir = softwareDirOf(resolve(options.dataDir));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const base = resolve(join(import.meta.dirname, '..', '..'));
  const supervisor = supervise({ home: { dir, base }, argv, log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => supervisor.stop(signal));
  }
  return await supervisor.ended;
}

try {
  process.exit(await run(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
