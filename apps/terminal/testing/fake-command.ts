import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { temporaryFolder } from './terminal.ts';

/**
 * A PATH on which only these shell scripts (and the few tools they use) exist, for the length of a
 * test: what stands in for arecord, aplay or gpiomon on a machine that has none.
 */
export async function onlyCommands(
  t: TestContext,
  scripts: Record<string, string>,
): Promise<string> {
  const dir = await temporaryFolder(t);
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(dir, name);
    await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    await chmod(path, 0o755);
  }
  const before = process.env.PATH;
  process.env.PATH = [dir].join(delimiter);
  t.after(() => {
    process.env.PATH = before;
  });
  return dir;
}
