import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFile, importsOf, zoneOf } from './boundaries.ts';

function messages(path: string, text: string): string[] {
  return checkFile(path, text).map((breach) => breach.message);
}

test('finds static, type, re-exported, bare and dynamic imports, on many lines, not in comments', () => {
  const text = `import {\n  a,\n} from './a.ts';\nimport type { B } from "@anyuan/core/b.ts";
    export * from './c.ts';\nimport 'd';\nconst e = await import('./e.ts');
    // import x from './no.ts'\n/* import y from './no.ts' */\nconst from = 'x';`;
  const targets = importsOf(text).map((found) => found.target);
  assert.deepEqual(targets, ['./a.ts', '@anyuan/core/b.ts', './c.ts', 'd', './e.ts']);
});

test('knows where a file belongs', () => {
  assert.equal(zoneOf('packages/core/alarm/raise.ts'), 'core');
  assert.equal(zoneOf('apps/server/alarm/service.ts'), 'slice:alarm');
  assert.equal(zoneOf('apps/server/platform/db.ts'), 'platform');
  assert.equal(zoneOf('apps/server/main.ts'), 'composition');
  assert.equal(zoneOf('bench/cli.ts'), 'outside');
});

test('a slice imports contracts, core, platform and itself, never another slice', () => {
  const path = 'apps/server/alarm/service.ts';
  const fine = `import './store.ts'; import '../platform/db.ts'; import '@anyuan/core/alarm/raise.ts'; import 'pg';`;
  assert.deepEqual(messages(path, fine), []);
  assert.match(messages(path, `import { x } from '../dispatch/store.ts';`)[0] ?? '', /facts/);
  assert.match(messages(path, `import type { X } from '../dispatch/store.ts';`)[0] ?? '', /facts/);
  assert.equal(messages(path, `import '../main.ts';`).length, 1);
  assert.deepEqual(messages('apps/server/main.ts', `import './alarm/service.ts';`), []);
  assert.deepEqual(messages('apps/server/alarm/a.test.ts', `import '@anyuan/testkit/x.ts';`), []);
});

test('platform knows no slice, web no server and no node, contracts only zod', () => {
  assert.equal(messages('apps/server/platform/http.ts', `import '../alarm/routes.ts';`).length, 1);
  assert.equal(messages('apps/web/src/a.tsx', `import '@anyuan/server/platform/db.ts';`).length, 1);
  assert.equal(messages('apps/web/src/a.tsx', `import 'node:fs'; import 'react';`).length, 1);
  assert.equal(messages('packages/contracts/a.ts', `import 'zod'; import 'pg';`).length, 1);
  assert.equal(messages('packages/contracts/a.ts', `import '@anyuan/core/a.ts';`).length, 1);
});

test('core is pure; words in strings and comments do not count; its tests may use tools', () => {
  const path = 'packages/core/alarm/raise.ts';
  const text = `// await Date.now()\nconst a = 'Math.random';\nconst b = Date.now();\nconst c = Math.random();`;
  const found = checkFile(path, text);
  assert.deepEqual(
    found.map((breach) => breach.line),
    [3, 4],
  );
  assert.equal(messages(path, `import 'node:crypto'; import 'uuid';`).length, 2);
  const tools = `import { test } from 'node:test'; import fc from 'fast-check'; await test('x');`;
  assert.deepEqual(messages('packages/core/alarm/raise.test.ts', tools), []);
});

test('what every terminal runs knows no node and nothing that does; the web may use it and nothing else', () => {
  const path = 'apps/terminal/detect.ts';
  assert.deepEqual(messages(path, `import { x } from './sender.ts'; import 'uuid';`), []);
  assert.deepEqual(messages(path, `import type { X } from './spool.ts';`), []);
  assert.equal(messages(path, `import { x } from './spool.ts';`).length, 1);
  assert.equal(messages(path, `import { readFile } from 'node:fs/promises';`).length, 1);
  const page = 'apps/web/src/terminal/ears.ts';
  assert.deepEqual(messages(page, `import '@anyuan/terminal/detect.ts';`), []);
  assert.deepEqual(
    messages(page, `import url from '../../../terminal/models/sound.onnx?url';`),
    [],
  );
  assert.equal(messages(page, `import '@anyuan/terminal/spool.ts';`).length, 1);
  assert.equal(messages(page, `import '@anyuan/terminal/models-cli.ts';`).length, 1);
});
