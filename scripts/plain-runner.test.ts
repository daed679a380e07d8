import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { cleanEnv } from './steps.ts';

const runner = fileURLToPath(new URL('./plain-runner.ts', import.meta.url));

test('an error outside of any test fails its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anyuan-run-'));
  const file = join(folder, 'lost.test.ts');
  const wait = 'await new Promise((resolve) => setTimeout(resolve, 20));';
  const leak = `async () => { ${wait} void Promise.reject(new Error('lost')); ${wait} }`;
  writeFileSync(file, `import { test } from 'node:test';\ntest('leaks', ${leak});\n`);
  const args = [`--import=${runner}`, '--test', '--test-reporter=tap', file];
  const { status, stdout } = spawnSync(process.execPath, args, { env: cleanEnv() });
  rmSync(folder, { recursive: true });
  assert.equal(status, 1);
  assert.match(String(stdout), /not ok .*lost\.test\.ts/);
});
